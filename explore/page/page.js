"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const $ = id => document.getElementById(id);
  const ROW = 28, GUTTER = 52, HEAD = 34, MANY = 40, BEYOND = 30;
  const svg = (name, attrs, text) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const k in attrs) e.setAttribute(k, attrs[k]);
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const el = (name, cls, text) => {
    const e = document.createElement(name);
    if (cls) e.className = cls;
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const plural = (n, what) => n.toLocaleString("en") + " " + what + (n === 1 ? "" : "s");

  // The executions shown: failures with a trace of their own, or the one replayed.
  const shown = report.executions;
  let f = null, steps = [], blocked = [], film = null, step = 0, columns = [], rows = [], rowOf = [], outOf = [], last = -1;

  function describe() {
    $("program").textContent = report.title;
    $("verdict").textContent = report.verdict + (report.kinds.length ? ": " + report.kinds.join(", ") : "");
    $("verdict").classList.add(report.verdict);
    $("searched").textContent = report.searched;
    for (const o of report.outcomes) {
      const tr = el("tr");
      tr.append(el("td", "", o.executions.toLocaleString("en") + " ×"), el("td", "", o.outcome || "(nothing observed)"));
      $("outcomes").tBodies[0].append(tr);
    }
    $("outcomes-box").hidden = !report.outcomes.length;
    for (const n of report.notes) $("notes").append(el("li", "", n));
    $("notes-box").hidden = !report.notes.length;
    if (shown.length > 1) shown.forEach((x, i) => {
      const b = el("button", "", (i + 1) + "  " + x.kind + ": " + x.message);
      b.title = x.message;
      b.onclick = () => open(i);
      $("failures").append(b);
    });
  }

  // open shows execution i, at its end: there the failure is.
  function open(i, at) {
    f = shown[i];
    steps = f.trace || []; blocked = f.blocked || []; film = f.film || null;
    [...$("failures").children].forEach((b, j) => b.setAttribute("aria-pressed", String(i === j)));
    const m = $("message");
    m.replaceChildren();
    if (f.kind) m.append(el("b", "", f.kind + ": "));
    m.append(f.message);
    for (const a of f.also || []) m.append(el("span", "also", "in consequence, " + a));
    $("why").textContent = f.explanation;
    $("why-box").hidden = !f.explanation;
    $("paste").textContent = f.paste;
    $("replay-box").hidden = !f.paste;
    $("size").textContent = f.size || "";
    document.querySelector("main").classList.toggle("still", steps.length + blocked.length === 0);
    $("objects-box").hidden = $("waits-box").hidden = !film;
    layOut();
    $("slider").max = steps.length;
    go(at === undefined ? steps.length : at);
  }

  const cell = s => s.op + (s.result ? " → " + s.result : "");

  // layOut measures the columns: one for each thread that moves or is blocked.
  function layOut() {
    const moves = new Set();
    for (const s of steps) { moves.add(s.thread); if (s.peer) moves.add(s.peer); }
    for (const s of blocked) moves.add(s.thread);
    const names = f.threads.filter(n => moves.has(n));
    const list = names.length > MANY;
    const narrow = matchMedia("(max-width: 900px)").matches;
    const width = new Map(names.map(n => [n, n.length]));
    const all = steps.concat(blocked);
    for (const s of all) width.set(s.thread, Math.max(width.get(s.thread), cell(s).length));
    let x = GUTTER, place = 0;
    const file = onlyFile(all);
    for (const s of all) place = Math.max(place, (s.place || "").slice(file.length).length);
    columns = [];
    if (list) {
      let w = 0;
      for (const s of all) w = Math.max(w, cell(s).length);
      const who = Math.min(24, Math.max(...names.map(n => n.length)));
      columns.push({name: "thread", x, w: who * 7.6 + 20});
      x += who * 7.6 + 36;
      columns.push({name: "step", x, w: Math.min(60, w) * 7.6 + 22});
      x += Math.min(60, w) * 7.6 + 40;
    } else {
      for (const n of names) {
        const w = Math.max(narrow ? 84 : 96, Math.min(narrow ? 200 : 320, width.get(n) * 7.6 + 20));
        columns.push({name: n, x, w});
        x += w + 34;
      }
    }
    columns.list = list;
    columns.of = new Map(columns.map(c => [c.name, c]));
    columns.place = x;
    columns.file = file;
    // Rows: the steps, a line where virtual time passes, and who is blocked.
    rows = []; rowOf = [];
    let now = 0;
    steps.forEach((s, i) => {
      if ((s.now || 0) !== now) { now = s.now || 0; rows.push({tick: now}); }
      rowOf[i] = rows.length;
      rows.push({step: i, s});
    });
    for (const s of blocked) rows.push({blocked: true, s});
    outOf = steps.map(() => []);
    if (film) film.frames.forEach((fr, i) => (fr.after || []).forEach(a => outOf[a - 1] && outOf[a - 1].push(i - 1)));
    $("canvas").style.width = Math.ceil(x + place * 7.2 + 20) + "px";
    $("canvas").style.height = HEAD + rows.length * ROW + 8 + "px";
    $("lines").setAttribute("width", x);
    $("lines").setAttribute("height", rows.length * ROW);
    $("heads").replaceChildren();
    for (const c of columns) {
      const h = el("span", "", c.name);
      h.style.left = c.x + "px"; h.style.maxWidth = c.w + 28 + "px"; h.title = c.name;
      $("heads").append(h);
    }
    const h = el("span", "place-head", file);
    h.style.left = x + "px";
    $("heads").append(h);
    $("lifelines").replaceChildren();
    if (!list) for (const c of columns) $("lifelines").append(svg("path", {d: `M${c.x + 14} 0V${rows.length * ROW}`}));
    last = -1;
    $("scroller").scrollTop = 0;
  }

  function onlyFile(all) {
    let file = "";
    for (const s of all) {
      const name = (s.place || "").replace(/:\d+$/, "");
      if (name && file && name !== file) return "";
      if (name) file = name;
    }
    return file;
  }

  const middle = i => rowOf[i] * ROW + ROW / 2;
  const side = (s, from, to) => { // where a line leaves or enters a step
    const c = columns.of.get(s.thread);
    const w = Math.min(c.w, cell(s).length * 7.6 + 20);
    return from < to ? c.x + w : c.x;
  };

  // draw puts the rows that are in view into the page, and the lines between them.
  function draw(force) {
    const view = $("scroller");
    const first = Math.max(0, Math.floor((view.scrollTop - HEAD) / ROW) - BEYOND);
    const end = Math.min(rows.length, Math.ceil((view.scrollTop + view.clientHeight) / ROW) + BEYOND);
    if (!force && first === last) return;
    last = first;
    const out = [];
    for (let r = first; r < end; r++) out.push(drawRow(r));
    $("rows").replaceChildren(...out);
    let free = "", dashed = "";
    $("orders").replaceChildren();
    if (!columns.list) {
      for (let r = first; r < end; r++) {
        const i = rows[r].step;
        if (i === undefined) continue;
        const s = steps[i], before = steps[i - 1];
        if (before && before.thread !== s.thread) {
          const a = columns.of.get(before.thread), b = columns.of.get(s.thread);
          const x = a.x + 14, y1 = middle(i - 1) + 11, y2 = middle(i);
          const d = `M${x} ${y1}V${y2}H${a.x < b.x ? b.x : side(s, 0, 1)}`;
          if (s.preempts) dashed += d; else free += d;
        }
        if ($("show-orders").checked && film) for (const a of film.frames[i + 1].after || []) drawOrder(a - 1, i);
      }
      // Arrows that pass through from above into below the window, of this step.
      if ($("show-orders").checked && film && step > 0) for (const j of outOf[step - 1]) if (rowOf[j] >= end) drawOrder(step - 1, j);
    }
    $("switches").setAttribute("d", free);
    $("preemptions").setAttribute("d", dashed);
  }

  function drawOrder(a, b) {
    const on = step > 0 && (a === step - 1 || b === step - 1);
    const from = columns.of.get(steps[a].thread), to = columns.of.get(steps[b].thread);
    const x1 = side(steps[a], from.x, to.x), x2 = side(steps[b], to.x, from.x);
    const y1 = middle(a), y2 = middle(b), bend = Math.min(60, 16 + Math.abs(y2 - y1) / 3) * (from.x < to.x ? 1 : -1);
    $("orders").append(svg("path", {
      d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
      class: on ? "on" : "", "marker-end": on ? "url(#tip-on)" : "url(#tip)",
    }));
  }

  function drawRow(r) {
    const {s, step: i, tick, blocked: waits} = rows[r];
    const row = el("div", "row");
    row.style.top = HEAD + r * ROW + "px";
    if (tick !== undefined) {
      row.classList.add("tick");
      const t = el("span", "at", "── " + duration(tick) + " ──");
      t.style.left = GUTTER + "px";
      row.append(t);
      return row;
    }
    row.append(el("span", "n", waits ? "waits" : String(i + 1)));
    if (columns.list) {
      const who = el("span", "at", s.thread);
      who.style.left = columns[0].x + "px";
      row.append(who);
    }
    row.append(box(s, columns.list ? columns[1] : columns.of.get(s.thread)));
    if (s.peer && !columns.list) {
      const p = el("span", "op peer", "⇄");
      p.style.left = columns.of.get(s.peer).x + "px";
      row.append(p);
    }
    const at = el("span", "at", (s.place || "").slice(columns.file.length));
    at.style.left = columns.place + "px";
    row.append(at);
    if (s.preempts) row.classList.add("preempts");
    if (!waits && (f.marks || []).includes(i + 1)) row.classList.add("fails");
    if (waits) { row.classList.add("blocked"); row.onclick = () => go(steps.length); return row; }
    if (i === step - 1) row.classList.add("on");
    if (i >= step) row.classList.add("future");
    row.onclick = () => go(i + 1);
    return row;
  }

  function box(s, c) {
    const b = el("span", "op", s.op);
    if (s.result) b.append(el("i", "", " → " + s.result));
    b.title = s.thread + ": " + cell(s) + (s.place ? "\n" + s.place : "");
    b.style.left = c.x + "px"; b.style.maxWidth = c.w + "px";
    return b;
  }

  function duration(ns) {
    for (const [u, n] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) if (ns % n === 0) return ns / n + u;
    return ns + "ns";
  }

  // go walks to the moment after so many steps.
  function go(n) {
    step = Math.max(0, Math.min(steps.length, n));
    $("slider").value = step;
    $("slider").setAttribute("aria-valuetext", "step " + step + " of " + steps.length);
    document.body.dataset.step = step;
    tell();
    if (film) { showObjects(); showWaits(); }
    const view = $("scroller");
    if (step > 0) {
      const top = rowOf[step - 1] * ROW, height = view.clientHeight - HEAD;
      if (top < view.scrollTop) view.scrollTop = Math.max(0, top - ROW * 2);
      else if (top + ROW * (step === steps.length ? 1 + Math.min(3, blocked.length) : 1) > view.scrollTop + height)
        view.scrollTop = top - height + ROW * (2 + (step === steps.length ? Math.min(blocked.length, 6) : 2));
      if (!columns.list) { // and its column
        const c = columns.of.get(steps[step - 1].thread);
        if (c.x + Math.min(c.w, 180) > view.scrollLeft + view.clientWidth) view.scrollLeft = c.x + c.w + 24 - view.clientWidth;
        if (c.x < view.scrollLeft + 8) view.scrollLeft = c.x - GUTTER;
      }
    } else view.scrollTop = view.scrollLeft = 0;
    draw(true);
    const hash = "#" + (shown.length > 1 ? "failure=" + (shown.indexOf(f) + 1) + "&" : "") + "step=" + step;
    try { history.replaceState(null, "", hash); } catch (e) { /* a page without an address */ }
  }

  function tell() {
    const now = $("now");
    now.replaceChildren();
    if (step === 0) {
      now.append(el("div", "what", "The start"), el("div", "how", "No step has been made. " + plural(steps.length, "step") + " to come."));
      return;
    }
    const s = steps[step - 1], before = steps[step - 2];
    now.append(el("div", "what", s.thread + ": " + cell(s)));
    now.append(el("div", "where", "step " + step + " of " + steps.length + (s.place ? ", " + s.place : "")));
    const after = film ? film.frames[step].after || [] : [];
    if (s.preempts) now.append(el("div", "how preempts", "Preempts " + before.thread + ", which could have gone on."));
    if (after.length) now.append(el("div", "how", "Ordered after step" + (after.length > 1 ? "s " : " ") + after.map(a => a + " (" + steps[a - 1].thread + ")").join(", ") + "."));
    if (step === steps.length && (f.kind || blocked.length)) now.append(el("div", "how", blocked.length ? "Now nobody can move: " + plural(blocked.length, "thread") + " blocked." : "The end of the execution."));
  }

  // stateAt returns the objects' states after n steps, null for those not made.
  function stateAt(n) {
    const state = film.objects.map(() => null);
    for (let i = 0; i <= n; i++) for (const c of film.frames[i].set || []) state[c.object] = c.state;
    return state;
  }

  function showObjects() {
    const state = stateAt(step), changed = new Set(step > 0 ? (film.frames[step].set || []).map(c => c.object) : []);
    $("objects").tBodies[0].replaceChildren(...film.objects.map((o, i) => {
      const tr = el("tr", (changed.has(i) ? "changed " : "") + (state[i] === null ? "unborn" : ""));
      const name = el("td", "", o.name);
      name.append(el("span", "sort", o.sort));
      tr.append(name, el("td", "", state[i] === null ? "not made yet" : state[i]));
      return tr;
    }));
    $("objects-box").hidden = !film.objects.length;
  }

  // showWaits draws who waits for whom; threads in a cycle are red.
  function showWaits() {
    const waits = film.frames[step].waits || [], box = $("waits");
    box.replaceChildren();
    if (!waits.length) { box.append(el("p", "", "Nobody is blocked.")); return; }
    const edges = waits.flatMap(w => (w.for || []).map(to => ({from: w.thread, to, op: w.op})));
    const names = [...new Set(edges.flatMap(e => [e.from, e.to]))];
    if (edges.length && names.length <= 10) box.append(graph(names, edges));
    const ul = el("ul");
    for (const w of waits.slice(0, 30)) ul.append(el("li", "", w.thread + ": " + w.op + (w.for && w.for.length ? " → " + w.for.join(", ") : "")));
    if (waits.length > 30) ul.append(el("li", "", "… and " + (waits.length - 30) + " more"));
    box.append(ul);
  }

  function graph(names, edges) {
    const reach = (a, b, seen) => edges.some(e => e.from === a && (e.to === b || !seen.has(e.to) && reach(e.to, b, seen.add(e.to))));
    const cycle = new Set(names.filter(n => reach(n, n, new Set())));
    const w = 360, h = names.length > 3 ? 250 : names.length > 2 ? 200 : 110, r = {x: w / 2 - 62, y: h / 2 - 26};
    const turn = names.length === 2 ? Math.PI : -Math.PI / 2;
    const at = new Map(names.map((n, i) => {
      const a = turn + 2 * Math.PI * i / names.length;
      return [n, {x: w / 2 + r.x * Math.cos(a), y: h / 2 + r.y * Math.sin(a), half: Math.min(11, Math.max(3, n.length)) * 3.7 + 9}];
    }));
    const g = svg("svg", {viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": edges.map(e => e.from + " waits for " + e.to).join(", ")});
    const defs = svg("defs", {});
    for (const c of ["", "cycle"]) {
      const m = svg("marker", {id: "wait" + c, class: c, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto"});
      m.append(svg("path", {d: "M0 0 8 4 0 8z"}));
      defs.append(m);
    }
    g.append(defs);
    const labels = [];
    for (const e of edges) {
      const joins = e.op.startsWith("join "); // the list below says so
      const a = at.get(e.from), b = at.get(e.to), red = cycle.has(e.from) && cycle.has(e.to) ? "cycle" : "";
      if (a === b) {
        g.append(svg("path", {d: `M${a.x - 10} ${a.y - 13}C${a.x - 30} ${a.y - 50} ${a.x + 30} ${a.y - 50} ${a.x + 10} ${a.y - 14}`, class: red, "marker-end": `url(#wait${red})`}));
        labels.push([a.x, a.y + 26, e.op]);
        continue;
      }
      const dx = b.x - a.x, dy = b.y - a.y, len = Math.hypot(dx, dy);
      const edge = p => Math.min(Math.abs(p.half / (dx / len || 1e-9)), Math.abs(14 / (dy / len || 1e-9)));
      const off = edges.some(o => o.from === e.to && o.to === e.from) ? 16 : 4, nx = -dy / len * off, ny = dx / len * off;
      const p = {x: a.x + dx / len * edge(a), y: a.y + dy / len * edge(a)}, q = {x: b.x - dx / len * (edge(b) + 3), y: b.y - dy / len * (edge(b) + 3)};
      g.append(svg("path", {d: `M${p.x} ${p.y}Q${(a.x + b.x) / 2 + nx * 2} ${(a.y + b.y) / 2 + ny * 2} ${q.x} ${q.y}`, class: red || (joins ? "join" : ""), "marker-end": `url(#wait${red})`}));
      if (!joins) labels.push([(p.x + q.x) / 2 + nx, (p.y + q.y) / 2 + ny, e.op]);
    }
    for (const n of names) {
      const p = at.get(n);
      g.append(svg("rect", {x: p.x - p.half, y: p.y - 13, width: 2 * p.half, height: 26, rx: 7, class: cycle.has(n) ? "cycle" : ""}));
      g.append(svg("text", {x: p.x, y: p.y}, n.length > 11 ? n.slice(0, 10) + "…" : n));
    }
    for (const [x, y, text] of labels) g.append(svg("text", {x, y, class: "label"}, text.length > 22 ? text.slice(0, 21) + "…" : text));
    return g;
  }

  const preemption = d => { for (let i = step + d; i > 0 && i <= steps.length; i += d) if (steps[i - 1].preempts) return i; return d > 0 ? steps.length : 0; };
  const keys = {
    ArrowRight: () => go(step + 1), ArrowDown: () => go(step + 1), j: () => go(step + 1), l: () => go(step + 1),
    ArrowLeft: () => go(step - 1), ArrowUp: () => go(step - 1), k: () => go(step - 1), h: () => go(step - 1),
    Home: () => go(0), End: () => go(steps.length), PageDown: () => go(step + 10), PageUp: () => go(step - 10),
    "]": () => go(preemption(1)), "[": () => go(preemption(-1)),
  };
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target === $("slider") && e.key in keys && e.key.startsWith("Arrow")) { e.preventDefault(); keys[e.key](); return; }
    if (e.key in keys) { e.preventDefault(); keys[e.key](); }
    else if (e.key >= "1" && e.key <= "9" && shown[e.key - 1]) open(e.key - 1);
  });
  $("slider").oninput = () => go(+$("slider").value);
  $("first").onclick = keys.Home; $("back").onclick = keys.ArrowLeft; $("forth").onclick = keys.ArrowRight; $("last").onclick = keys.End;
  $("show-orders").onchange = () => draw(true);
  $("scroller").addEventListener("scroll", () => requestAnimationFrame(() => draw(false)), {passive: true});
  addEventListener("resize", () => { layOut(); go(step); });
  $("copy").onclick = async () => {
    try { await navigator.clipboard.writeText($("paste").textContent); $("copy").textContent = "Copied"; }
    catch (e) { getSelection().selectAllChildren($("paste")); }
  };

  describe();
  const asked = new URLSearchParams(location.hash.slice(1));
  if (shown.length) {
    const i = Math.min(shown.length, Math.max(1, +asked.get("failure") || 1)) - 1;
    open(i, asked.has("step") ? +asked.get("step") || 0 : undefined);
  } else {
    document.querySelector("main").classList.add("still");
    for (const id of ["objects-box", "waits-box", "why-box", "replay-box"]) $(id).hidden = true;
    $("message").textContent = report.summary;
  }
})();
