// JupyterLab and Notebook 7 show an output as its widget if it has one. Where a new kernel doesn't
// know the widget they say "model not found", though the output holds a picture and words as well.
// With this they show what they would show of the output without its widget, and a line that says
// how it comes back. The stored notebook stays as it is.

const NAME = "netlib-still";
const WIDGET = "application/vnd.jupyter.widget-view+json";
let modules; // those that JupyterLab shares, by name and version

const note = (data) => { // the line below the still form of an output
  if ("application/vnd.netlib.guess+json" in data) return "Run this cell to answer.";
  return "image/svg+xml" in data ? "Run this cell to move it." : "Run this cell to bring it back.";
};

const shared = async (name) => {
  const versions = Object.values(modules[name]);
  return (await (versions.find(({ loaded }) => loaded) ?? versions.at(-1)).get())();
};

async function plugins() {
  if (!modules["@jupyter-widgets/base"]) return []; // no widgets here
  const { IRenderMimeRegistry, MimeModel } = await shared("@jupyterlab/rendermime");
  const { IJupyterWidgetRegistry } = await shared("@jupyter-widgets/base");

  const activate = (app, rendermime) => {
    const one = rendermime.createRenderer(WIDGET);
    const every = Object.getPrototypeOf(one); // what all notebooks' renderers of widgets share
    const { renderModel } = every;
    one.dispose();
    every.renderModel = async function (output) {
      const rendered = renderModel.call(this, output); // is called again when models come later
      const { [WIDGET]: view, ...data } = output.data;
      const { metadata, trusted } = output;
      const kind = rendermime.preferredMimeType(data, trusted ? "any" : "ensure");
      if (!kind) return rendered;
      const still = rendermime.createRenderer(kind);
      const show = (...below) => {
        if (this.isDisposed || this.widgets.length || !view.model_id) return still.dispose();
        if (!still.isDisposed) this.node.replaceChildren(still.node, ...below);
      };
      const drawn = still.renderModel(new MimeModel({ data, metadata, trusted })).then(() => show());
      await Promise.all([rendered, drawn]);
      show(Object.assign(document.createElement("p"), { className: NAME, textContent: note(data) }));
    };
  };
  const requires = [IRenderMimeRegistry, IJupyterWidgetRegistry];
  return [{ id: `${NAME}:plugin`, autoStart: true, requires, activate }];
}

// What a bundler would write: the container from which JupyterLab takes an extension.
(window._JUPYTERLAB ??= {})[NAME] = {
  init: (scope) => { modules = scope; },
  get: async () => {
    const found = await plugins();
    return () => ({ __esModule: true, default: found });
  },
};
