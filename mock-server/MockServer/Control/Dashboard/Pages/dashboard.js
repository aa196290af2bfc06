'use strict';

// The pages are whole without this file. It fetches the page again when something happened, and puts the living parts in place.
const session = document.body.dataset.session;
const calm = 150;
const often = 2000;
let pending = 0;

async function refresh() {
  pending = 0;
  const reply = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const focused = document.activeElement?.id;
  for (const part of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML) {
      part.replaceChildren(...now.childNodes);
    }
  }

  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }
}

function soon() {
  pending ||= setTimeout(() => refresh().catch(() => { pending = 0; }), calm);
}

const stream = new EventSource(`/control/v1/sessions/${encodeURIComponent(session)}/journal/stream`);
stream.addEventListener('open', () => { document.body.dataset.connected = 'true'; });
stream.addEventListener('error', () => { delete document.body.dataset.connected; });
stream.addEventListener('exchange', soon);
setInterval(() => { if (!document.hidden) { soon(); } }, often);

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
  });
}

// One letter per page, and / for the filters, as long as nobody is typing.
const keys = { j: '/', g: '/grade', c: '/clock', f: '/faults', s: '/sessions', r: '/rules' };
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, select, textarea')) {
    return;
  }

  if (event.key === '/' && document.querySelector('input[name=rule]')) {
    event.preventDefault();
    document.querySelector('input[name=rule]').focus();
  } else if (Object.hasOwn(keys, event.key)) {
    location.assign(`${keys[event.key]}?session=${encodeURIComponent(session)}`);
  }
});
