'use strict';

// The pages work without this file. It fetches the page again after each change, and replaces the live parts.
const session = document.body.dataset.session;
const debounceMs = 150;
const pollMs = 2000;
let pending = 0;
let offset = 0;

async function refresh() {
  pending = 0;
  const reply = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const focused = document.activeElement?.id;
  for (const part of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(part.id);
    if (now && !now.isEqualNode(part)) {
      update(part, now);
    }
  }

  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }

  readClock();
}

function update(part, now) {
  const [rows, fresh] = [part.querySelector('tbody'), now.querySelector('tbody')];
  if (rows && fresh) {
    updateRows(rows, fresh);
  } else {
    part.replaceChildren(...now.childNodes);
  }
}

// Unchanged rows keep their elements, so that a click or a selection in progress keeps its target.
function updateRows(rows, fresh) {
  const ids = new Set([...fresh.rows].map(row => row.id));
  let place = rows.firstElementChild;
  for (const row of [...fresh.rows]) {
    while (place && !ids.has(place.id)) {
      place = removed(place);
    }

    if (place?.id !== row.id) {
      rows.insertBefore(row, place);
      continue;
    }

    const next = place.nextElementSibling;
    if (!place.isEqualNode(row)) {
      place.replaceWith(row);
    }

    place = next;
  }

  while (place) {
    place = removed(place);
  }
}

function removed(row) {
  const next = row.nextElementSibling;
  row.remove();
  return next;
}

function soon() {
  pending ||= setTimeout(() => refresh().catch(() => { pending = 0; }), debounceMs);
}

function showConnection(connected) {
  const live = document.getElementById('live');
  live.className = connected ? 'live v-pass' : 'live v-fail';
  live.textContent = connected ? 'live' : 'Not live: connection lost. Reload to update.';
}

function readClock() {
  const face = document.querySelector('time[data-running]');
  offset = face ? Date.parse(face.dateTime) - Date.now() : 0;
}

function tick() {
  for (const face of document.querySelectorAll('time[data-running]')) {
    face.textContent = new Date(Date.now() + offset).toISOString().slice(0, 19).replace('T', ' ');
  }
}

const stream = new EventSource(`/control/v1/sessions/${encodeURIComponent(session)}/journal/stream`);
stream.addEventListener('open', () => { showConnection(true); soon(); });
stream.addEventListener('error', () => showConnection(false));
stream.addEventListener('exchange', soon);
readClock();
setInterval(tick, 500);
setInterval(() => { if (!document.hidden) { soon(); } }, pollMs);

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
  });
}
