"""The book in a browser tab: Python there, and the folder that a server of files serves.

`build` makes the folder:
    index.html, and a page a lesson and its slides     made by book
    page.js, slides.js              what a lesson's page does, and its slides
    live.js worker.js stage.js stage.css     for every page that has something live
    offline.js                      keeps the site in the browser
    python/                         Pyodide and packages; shipped.html lists them
    lab/                            JupyterLite with the notebooks
sources fetches and checks what python/ is made of, runtime makes it, lite makes lab/. In the tab
run finder, cells, marked, widgets and bridge; server serves it all on this machine.

How a page uses it. It links stage.css and has <script type="module">, which imports from live.js:

    status(hook)     calls the hook with a line to show, "Getting Python…", and "" when it's over
    explorer(el, "06")      puts the explorer in the place of what is in el. An element with
                     data-explorer="06" needs no more: it comes alive when it nears the window,
                     and where the page's address ends in #06=STATE, in that state, in view
    ask({source}, told)     runs a cell; a promise of {done}, whether it came to its end. told hears
                     {count}, its number; {output} for each output, as a notebook stores it (a line
                     that begins with a carriage return takes the place of the last, as a bar
                     does); at last {done}, with `stopped` where Python was ended
    embed(el, "06", tree)   shows an explorer, and where its states are: on the page of its lesson
    show(el, tree)   shows what an output's data has as application/vnd.netlib.widget+json: an
                     explorer, or a guess with buttons (aria-pressed says which was taken)
    forget(el)       empties el, and Python forgets the widgets in it: before a cell runs again
    stop()           stops the cell that runs: a promise of true where all names are kept, of false
                     where Python had to be ended, and the cells above are to be run again

Python begins with the first of these that needs it, and one Python serves the whole page. Cells are
run in the order in which they are asked for. mine.py and mistakes.json come along from page to
page, in the browser's localStorage. A cell that runs can be interrupted where the page came with
the two headers that server.Handler sends, or offline.js from the second visit on; elsewhere `stop`
ends Python, and explorers begin anew.
"""
