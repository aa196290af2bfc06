'use strict';
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const checks = all('.check').map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const tiles = all('.tile');
  const chosen = { verdict: one('verdict'), section: one('section'), level: one('level') };

  function apply() {
    const words = one('text').value.toLowerCase().split(/\s+/).filter(Boolean);
    const facets = Object.entries(chosen).filter(([, select]) => select.value !== '');
    let shown = 0;
    for (const { node, text } of checks) {
      const fits = facets.every(([name, select]) => node.dataset[name] === select.value) && words.every((word) => text.includes(word));
      node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    one('shown').textContent = shown;
    one('nothing').hidden = shown > 0;
    for (const tile of tiles) {
      tile.setAttribute('aria-pressed', String(tile.dataset.verdict === chosen.verdict.value));
    }
    name();
  }

  function visible() {
    return checks.map((check) => check.node).filter((node) => !node.hidden);
  }

  function name() {
    one('expand').textContent = visible().every((node) => node.open) ? 'Close all' : 'Open all';
  }

  function choose(select, value) {
    const wanted = select.value === value ? '' : value;
    select.value = [...select.options].some((option) => option.value === wanted) ? wanted : '';
    apply();
  }

  function toggleAll() {
    const open = !visible().every((node) => node.open);
    visible().forEach((node) => { node.open = open; });
    name();
  }

  async function copy(button) {
    const source = button.parentElement.querySelector('pre');
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = 'Selected';
    }
  }

  function reveal() {
    const target = one(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === 'DETAILS') {
        node.open = true;
      }
    }
    if (target && target.tagName === 'DETAILS') {
      target.scrollIntoView();
      target.querySelector('summary').focus();
    }
  }

  const form = document.querySelector('.filters');
  form.hidden = false;
  all('button[disabled]').forEach((button) => { button.disabled = false; });
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  one('expand').addEventListener('click', toggleAll);
  one('list').addEventListener('toggle', name, true);
  tiles.forEach((tile) => tile.addEventListener('click', () => choose(chosen.verdict, tile.dataset.verdict)));
  all('button[data-section]').forEach((button) => button.addEventListener('click', () => {
    choose(chosen.section, button.dataset.section);
    one('checks').scrollIntoView();
  }));
  all('.copy').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  });
  addEventListener('hashchange', reveal);
  apply();
  reveal();
})();
