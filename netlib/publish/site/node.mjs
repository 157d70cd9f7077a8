// Runs a program's main(arguments) under Pyodide in node: node node.mjs PYTHON PROGRAM ARGUMENT...
// PYTHON: a folder with Pyodide. The machine's files are under /host.
import { readFileSync } from "node:fs";
const [python, program, ...rest] = process.argv.slice(2);
const { loadPyodide } = await import(`${python}/pyodide.mjs`);
const py = await loadPyodide({ indexURL: python });
py.mountNodeFS("/host", "/");
py.runPython(readFileSync(program, "utf8"));
await py.globals.get("main")(py.toPy(rest));
