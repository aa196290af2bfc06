'use strict';

// The pages are whole without this file. It fetches the page again when something happened, and puts the living parts in place.
const session = document.body.dataset.session;
const calm = 150;
const often = 2000;
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
      settle(part, now);
    }
  }

  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }

  readClock();
}

function settle(part, now) {
  const [rows, wanted] = [part.querySelector('tbody'), now.querySelector('tbody')];
  if (rows && wanted) {
    settleRows(rows, wanted);
  } else {
    part.replaceChildren(...now.childNodes);
  }
}

// Rows that did not change stay the same elements: a click or a selection under way must not lose its target.
function settleRows(rows, wanted) {
  const ids = new Set([...wanted.rows].map(row => row.id));
  let place = rows.firstElementChild;
  for (const row of [...wanted.rows]) {
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
  pending ||= setTimeout(() => refresh().catch(() => { pending = 0; }), calm);
}

function tell(connected) {
  const live = document.getElementById('live');
  live.className = connected ? 'live v-pass' : 'live v-fail';
  live.textContent = connected ? 'live' : 'connection lost';
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
stream.addEventListener('open', () => { tell(true); soon(); });
stream.addEventListener('error', () => tell(false));
stream.addEventListener('exchange', soon);
readClock();
setInterval(tick, 500);
setInterval(() => { if (!document.hidden) { soon(); } }, often);

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
  });
}
