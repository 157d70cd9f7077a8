// Python in a worker: hands on what the page says to netlib.publish.site.bridge, and what that says.
const python = new URL("python/", import.meta.url).href;
let begun;
const begin = async ({ first, interrupt }) => {
  const { loadPyodide } = await import(`${python}pyodide.mjs`);
  const py = await loadPyodide({ indexURL: python, packages: first });
  if (interrupt) py.setInterruptBuffer(interrupt);
  return py.pyimport("netlib.publish.site.bridge").Bridge((text) => postMessage(JSON.parse(text)));
};
self.onmessage = async ({ data }) => {
  try {
    const bridge = await (begun ??= begin(data));
    if (data.first) postMessage({ fetching: "" });
    else await bridge.heard(JSON.stringify(data));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
