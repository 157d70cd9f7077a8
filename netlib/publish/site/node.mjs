// Runs a program under Pyodide in node: node node.mjs PYTHON PROGRAM ARGUMENT...
// PYTHON: a folder with Pyodide. The machine's files are under /host, the arguments in `arguments`.
import { readFileSync } from "node:fs";
const [python, program, ...rest] = process.argv.slice(2);
const { loadPyodide } = await import(`${python}/pyodide.mjs`);
const py = await loadPyodide({ indexURL: python });
py.mountNodeFS("/host", "/");
py.globals.set("arguments", py.toPy(rest));
await py.runPythonAsync(readFileSync(program, "utf8"));
