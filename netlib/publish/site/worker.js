// Python in a worker: hands on what the page says to netlib.publish.site.bridge, and what that says.
const here = new URL("python/", import.meta.url).href;
let bridge, begun;
const fetchNow = (name) => { // while an import waits for it
  const request = new XMLHttpRequest();
  request.open("GET", here + name, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name} could not be fetched`);
  return new Uint8Array(request.response);
};
const begin = async ({ first, interrupt }) => {
  const { loadPyodide } = await import(`${here}pyodide.mjs`);
  const py = await loadPyodide({ indexURL: here, packages: first });
  if (interrupt) py.setInterruptBuffer(interrupt);
  const tell = (text) => postMessage(JSON.parse(text));
  bridge = py.pyimport("netlib.publish.site.bridge").begin(tell, fetchNow, Object.keys(py.loadedPackages));
};
self.onmessage = async ({ data }) => {
  try {
    if (data.first) await (begun = begin(data));
    else await begun.then(() => bridge.heard(JSON.stringify(data)));
    if (data.first) postMessage({ ready: true });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
