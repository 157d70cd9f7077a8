// All that is wrong with what the stage shows, as sentences.
() => {
  const stage = document.getElementById("stage"), wrong = [];
  const written = (node) => `“${node.textContent.trim().slice(0, 30)}”`;
  const boxes = [];
  for (const svg of stage.querySelectorAll(".panel svg")) {
    const frame = svg.getBoundingClientRect(), name = svg.getAttribute("aria-label");
    const parts = [...svg.querySelectorAll("*")], order = new Map(parts.map((part, k) => [part, k]));
    const papers = [...svg.querySelectorAll(".paper, .fresh, .cover")].map((paper) => [order.get(paper), paper.getBoundingClientRect()]);
    const texts = [];
    for (const node of svg.querySelectorAll("text")) {
      if (!node.textContent.trim()) continue;
      // The height of digits, not of the line; a piece at a time, because indices hang lower.
      const pieces = node.children.length ? [...node.children].filter((c) => c.textContent.trim()) : [node];
      for (const piece of pieces) {
        const size = parseFloat(getComputedStyle(piece).fontSize) * svg.getScreenCTM().a;
        if (size < 9) wrong.push(`${name}: ${written(node)} has letters of ${size.toFixed(1)} px`);
        const { left, right, top, bottom } = piece.getBoundingClientRect();
        const middle = (top + bottom) / 2 + 0.02 * size;
        texts.push({ node, left: left + 0.5, right: right - 0.5, top: middle - 0.3 * size, bottom: middle + 0.3 * size });
      }
    }
    for (const box of texts) {
      if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5 || box.top < frame.top - 1.5 || box.bottom > frame.bottom + 1.5) {
        wrong.push(`${name}: ${written(box.node)} leaves its panel`);
      }
    }
    texts.forEach((a, k) => {
      for (const b of texts.slice(k + 1)) {
        if (a.node !== b.node && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
          wrong.push(`${name}: ${written(a.node)} is on ${written(b.node)}`);
        }
      }
    });
    boxes.push(...texts);
    // Lines: points along each, unless paper covers them.
    for (const line of svg.querySelectorAll("path, polyline, line")) {
      const { stroke, strokeOpacity, opacity } = getComputedStyle(line);
      if (line.ownerSVGElement !== svg) continue; // an inner svg cuts off what sticks out
      if (stroke === "none" || stroke === "rgba(0, 0, 0, 0)" || stroke === "transparent") continue;
      const to = line.getScreenCTM(), long = line.getTotalLength?.() ?? 0, z = order.get(line);
      const around = line.getBoundingClientRect();
      const near = texts.filter((t) => t.left < around.right && t.right > around.left && t.top < around.bottom && t.bottom > around.top);
      if (!near.length) continue;
      const hit = new Set();
      for (let at = 0; at <= long; at += 2.5) {
        const { x, y } = line.getPointAtLength(at).matrixTransform(to);
        for (const t of near) {
          if (hit.has(t.node) || x < t.left || x > t.right || y < t.top || y > t.bottom) continue;
          const covered = papers.some(([k, p]) => k > z && p.left <= x && x <= p.right && p.top <= y && y <= p.bottom);
          if (!covered) { hit.add(t.node); wrong.push(`${name}: a line goes through ${written(t.node)}`); }
        }
      }
    }
  }
  for (const node of [stage, ...stage.querySelectorAll("*")]) {
    const { overflowX, overflowY } = getComputedStyle(node);
    if (/auto|scroll/.test(overflowY) && node.scrollHeight > node.clientHeight + 1) wrong.push(`${node.className} scrolls inside`);
    if (/auto|scroll/.test(overflowX) && node.scrollWidth > node.clientWidth + 1) wrong.push(`${node.className} scrolls sideways`);
  }
  const fields = [...stage.querySelectorAll(".inputs, .walk, .words, .try")];
  for (const node of fields) {
    const { left, right } = node.getBoundingClientRect(), around = stage.getBoundingClientRect();
    if (right > around.right + 1 || left < around.left - 1) wrong.push(`${node.className} leaves the stage`);
  }
  return [...new Set(wrong)];
}
