// The page: listens to the service, and shows what it tells.

import {send} from './api.js';
import {duration} from './charts.js';
import {byId, numbers, setText, tell} from './dom.js';
import {History} from './history.js';
import {Letters} from './letters.js';
import {Pipelines} from './pipelines.js';

const SILENCE_MILLIS = 5000;
const RETRY_MILLIS = 2000;

const history = new History();
const pipelines = new Pipelines(history);
const letters = new Letters();

let heard = Date.now();
let events;

function listen() {
  events?.close();
  events = new EventSource('api/live');
  events.onmessage = message => {
    heard = Date.now();
    history.add(JSON.parse(message.data));
    connected(true);
    show();
  };
  events.onerror = () => {
    connected(false);
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, RETRY_MILLIS);
    }
  };
}

function connected(is) {
  setText(byId('connection'), is ? 'live' : 'connection lost, trying again; what is shown is old');
  byId('connection').classList.toggle('lost', !is);
}

function show() {
  const view = history.last;
  pipelines.show();
  letters.show(view.deadLetters);
  const busy = history.busy();
  numbers(byId('workers'), view.workers.map(({worker, stuck, place}, i) => [`worker ${worker}`,
    place ? `stuck for ${duration(stuck)} in ${place}` : `${Math.round(100 * busy[i])} % busy`]));
  byId('checkpoints').hidden = !view.checkpoint;
  if (view.checkpoint) {
    const {number, at, entities, duration: took} = view.checkpoint;
    const age = Math.max(0, (Date.parse(view.at) - Date.parse(at)) / 1000);
    numbers(byId('checkpoint-numbers'), [['last', `no. ${number.toLocaleString('en')}`], ['age', `${age.toFixed(1)} s`],
      ['took', duration(seconds(took))], ['entities saved', entities.toLocaleString('en')]]);
  }
}

// Of an ISO-8601 duration of at most hours.
function seconds(iso) {
  const [, hours = 0, minutes = 0, rest = 0] = iso.match(/PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

byId('checkpoint').addEventListener('click', async () => {
  try {
    const taken = await send('POST', 'api/checkpoints');
    tell(`Checkpoint ${taken.number} counts.`);
  } catch (error) {
    tell(error.message);
  }
});

setInterval(() => {
  if (Date.now() - heard > SILENCE_MILLIS) {
    connected(false);
  }
}, RETRY_MILLIS);

listen();
