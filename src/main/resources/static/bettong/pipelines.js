// The overview of all pipelines, and all about the one that is chosen.

import {get, pipelinePath, send} from './api.js';
import {duration, heatMap, sparkline} from './charts.js';
import {ask, byId, element, numbers, setText, tell} from './dom.js';

const LOAD_PERIOD_MILLIS = 2000;
const HOT = 3; // times the even share
const DARKEST = 55; // percent of the accent, so that text on it can be read
const MOST_TROUBLES = 8;
const MARKS = {STALLED: '■', RECOVERING: '↻', SKEWED: '▲', SLOW: '◔', BACKPRESSURED: '⇤', PAUSED: '‖', OK: ''};

const frames = each => each.status.sources.reduce((sum, source) => sum + source.frames, 0);
const outputs = each => each.status.sinks.reduce((sum, sink) => sum + sink.messages, 0);
const failures = each => Object.values(each.status.failures).reduce((sum, count) => sum + count, 0);

export class Pipelines {
  #history;
  #cards = new Map();
  #chosen;
  #graph;
  #load = [];
  #workers = [];

  constructor(history) {
    this.#history = history;
    byId('pause').addEventListener('click', () => this.#pause());
    byId('resume').addEventListener('click', () => this.#steer('resume', 'is resumed'));
    byId('drain').addEventListener('click', () => this.#drain());
    window.addEventListener('hashchange', () => this.#choose(chosenByAddress()));
    setInterval(() => this.#readLoad(), LOAD_PERIOD_MILLIS);
  }

  show() {
    const views = this.#history.last.pipelines;
    this.#workers = this.#history.last.workers;
    views.forEach(view => this.#card(view));
    if (!this.#chosen && views.length > 0) {
      const wanted = chosenByAddress();
      this.#choose(views.some(view => view.status.name === wanted) ? wanted : views[0].status.name);
    }
    const chosen = views.find(view => view.status.name === this.#chosen);
    if (chosen) {
      this.#details(chosen.status);
    }
  }

  #card(view) {
    const name = view.status.name;
    const card = this.#cards.get(name) ?? this.#newCard(name);
    setStatus(card.querySelector('.status'), view.status.status);
    const [rateIn, rateOut, late] = card.querySelectorAll('b');
    setText(rateIn, rate(this.#history.rate(name, frames)));
    setText(rateOut, rate(this.#history.rate(name, outputs)));
    setText(late, duration(this.#history.percentiles(name).find(each => each.percent === 99).seconds));
    sparkline(card.querySelector('canvas'), this.#history.rates(name, frames));
  }

  #newCard(name) {
    const fact = label => element('span', {}, element('small', {textContent: label}), element('b'));
    const card = element('button', {type: 'button'},
      element('span', {className: 'head'}, name, element('span')),
      element('span', {className: 'facts'}, fact('in'), fact('out'), fact('p99')),
      element('canvas', {ariaHidden: 'true'}));
    card.addEventListener('click', () => location.hash = encodeURIComponent(name));
    byId('pipelines').append(element('li', {}, card));
    card.querySelector('.head').lastElementChild.className = 'status';
    card.ariaPressed = String(name === this.#chosen);
    this.#cards.set(name, card);
    return card;
  }

  async #choose(name) {
    if (!this.#cards.has(name) || name === this.#chosen) {
      return;
    }
    this.#chosen = name;
    this.#graph = undefined;
    this.#load = [];
    this.#cards.forEach((card, each) => card.ariaPressed = String(each === name));
    byId('pipeline').hidden = false;
    byId('graph').replaceChildren();
    byId('partitions').replaceChildren();
    try {
      const graph = await get(pipelinePath(name, '/graph'));
      if (name === this.#chosen) {
        this.#graph = graph;
        byId('graph').replaceChildren(...stages(graph).map(stage => element('li', {}, ...stage.map(node))));
      }
      await this.#readLoad();
    } catch (error) {
      tell(error.message);
    }
    this.show();
  }

  #details(status) {
    const name = status.name;
    setText(byId('pipeline-title'), name);
    setStatus(byId('pipeline-status'), status.status);
    setText(byId('pipeline-detail'), [status.detail, eventTime(status.time)].filter(Boolean).join('; '));
    setText(byId('guarantee'), `Promise: ${status.guarantee}`);
    const open = ['RUNNING', 'BACKPRESSURED', 'DEGRADED', 'PAUSED'].includes(status.status);
    byId('pause').disabled = !open || Boolean(status.operatorPause);
    byId('resume').disabled = !open || !status.operatorPause;
    byId('drain').disabled = !open;
    if (this.#graph) {
      this.#flow(status);
    }
    numbers(byId('percentiles'),
      this.#history.percentiles(name).map(({percent, seconds}) => [`p${percent}`, duration(seconds)]));
    heatMap(byId('heat'), this.#history.latencies(name));
    const reasons = Object.entries(status.failures);
    numbers(byId('failures'), [['per second', rate(this.#history.rate(name, failures))],
      ...reasons.map(([reason, count]) => [reason, count.toLocaleString('en')])]);
  }

  #flow(status) {
    const name = status.name;
    const waits = status.operatorPause ? 'paused by an operator' : status.backpressure ? 'waits for what is full' : '';
    for (const source of status.sources) {
      const read = each => each.status.sources.find(other => other.name === source.name).frames;
      this.#node(`source/${source.name}`, [
        rate(this.#history.rate(name, read)), connections(source.connections), source.address], waits);
    }
    for (const step of status.steps) {
      const handled = each => each.status.steps.find(other => other.name === step.name).messages;
      const blocked = this.#workers.find(each => each.pipeline === name && each.step === step.name);
      this.#node(`step/${step.name}`, [rate(this.#history.rate(name, handled))],
        blocked ? `blocks worker ${blocked.worker} for ${Math.round(blocked.stuck)} s` : '');
    }
    for (const sink of status.sinks) {
      const written = each => each.status.sinks.find(other => other.name === sink.name).messages;
      const away = sink.connected < sink.connections;
      const stalled = sink.stalledMillis > 0;
      this.#node(`sink/${sink.name}`, [rate(this.#history.rate(name, written)), waiting(sink), sink.address],
        [away ? `${sink.connected} of ${sink.connections} connected` : '',
          sink.full ? 'full: the source waits for it' : '',
          stalled ? `takes nothing for ${duration(sink.stalledMillis / 1000)}` : ''].filter(Boolean).join(', '));
    }
  }

  #node(id, lines, why) {
    const shown = [...byId('graph').querySelectorAll('.node')].find(each => each.dataset.id === id);
    if (!shown) {
      return; // the service was started anew with another pipeline of this name; a reload shows it
    }
    [...shown.querySelectorAll('.live')].forEach((line, i) => setText(line, lines[i] ?? ''));
    setText(shown.querySelector('.why'), why);
    shown.classList.toggle('trouble', why !== '');
  }

  // The load of the partitions since the last time; the first time that since the start.
  async #readLoad() {
    const name = this.#chosen;
    if (!name || document.hidden) {
      return;
    }
    try {
      const partitions = await get(pipelinePath(name, '/partitions'));
      if (name === this.#chosen) {
        const before = this.#load;
        this.#load = partitions;
        showPartitions(partitions.map((each, i) => ({...each, fresh: each.events - (before[i]?.events ?? 0)})));
      }
    } catch {
      // The connection is lost, which the page shows anyway.
    }
  }

  async #pause() {
    const reason = await ask({
      title: `Pause '${this.#chosen}'?`,
      text: 'Its source reads no more until it is resumed; its connections stay open.',
      input: 'Reason, for those who will wonder',
      ok: 'Pause',
    });
    if (reason !== undefined) {
      await this.#steer('pause', 'is paused', {reason});
    }
  }

  async #drain() {
    const sure = await ask({
      title: `Drain '${this.#chosen}'?`,
      text: 'Its source closes, what was read runs through, and the pipeline stops until the next start of the process.',
      ok: 'Drain',
    });
    if (sure !== undefined) {
      await this.#steer('drain', 'drains');
    }
  }

  async #steer(what, done, body) {
    const name = this.#chosen;
    try {
      await send('POST', pipelinePath(name, `/${what}`), body);
      tell(`'${name}' ${done}.`);
    } catch (error) {
      tell(error.message);
    }
  }
}

function chosenByAddress() {
  return decodeURIComponent(location.hash.slice(1));
}

// The nodes in columns, by the longest way from the source. Where it is not plain which node is before, they say so.
function stages(graph) {
  const before = Map.groupBy(graph.edges, each => each.to);
  const columns = [];
  const column = new Map();
  for (const each of graph.nodes) {
    const froms = (before.get(each.id) ?? []).map(edge => edge.from);
    const place = Math.max(0, ...froms.map(from => column.get(from) + 1));
    column.set(each.id, place);
    (columns[place] ??= []).push({...each, froms});
  }
  const alone = columns.every((nodes, i) => i === 0 || columns[i - 1].length === 1);
  const name = id => graph.nodes.find(each => each.id === id).name;
  return columns.map(nodes => nodes.map(each => ({...each, from: alone ? '' : each.froms.map(name).join(', ')})));
}

function node({id, kind, name, state, partitions, from}) {
  const what = kind.toLowerCase().replaceAll('_', ' ');
  const about = state ? `${what} ‘${state}’` : partitions ? `${what}, ${partitions}` : what;
  const made = element('div', {className: `node ${kind}`},
    element('small', {textContent: from ? `${about}, behind ‘${from}’` : about}),
    element('strong', {textContent: name}), element('span', {className: 'live'}), element('small', {className: 'live'}),
    element('small', {className: 'live'}), element('small', {className: 'why'}));
  made.dataset.id = id;
  return made;
}

function showPartitions(partitions) {
  const places = Map.groupBy(partitions, each => each.partitioning);
  byId('partitions').replaceChildren(...[...places].flatMap(([partitioning, all]) => {
    const total = all.reduce((sum, each) => sum + each.fresh, 0);
    const most = all.reduce((a, b) => b.fresh > a.fresh ? b : a);
    const share = each => total ? each.fresh / total : 0;
    const even = 1 / all.length;
    const hot = each => total > 0 && all.length > 1 && share(each) > HOT * even;
    const cells = all.map(each => {
      const label = partitionLabel(each);
      const cell = element('li', {textContent: MARKS[each.status] + label,
        className: `${each.status} ${hot(each) ? 'hot' : ''}`,
        title: `partition ${label} on worker ${each.worker}: ${percent(share(each))} of the events, ${each.status}`});
      cell.style.setProperty('--share', `${Math.min(DARKEST, DARKEST * share(each) / (HOT * even))}%`);
      return cell;
    });
    const text = total === 0 ? 'no events' :
      `most loaded: ${partitionLabel(most)} on worker ${most.worker} with ${percent(share(most))}; ` +
      `even would be ${percent(even)}`;
    return [element('p', {className: 'note'}, element('strong', {textContent: partitioning}), ` · ${text}`),
      element('ul', {className: 'partitions'}, ...cells), element('ul', {className: 'troubles'}, ...troubles(all))];
  }));
}

// What is the matter with partitions, the worst first, each thing once.
function troubles(partitions) {
  const order = Object.keys(MARKS);
  const alike = Map.groupBy(partitions.filter(each => each.status !== 'OK'),
    each => [each.status, each.detail, each.hotKey?.key].join());
  return [...alike.values()]
    .sort(([a], [b]) => order.indexOf(a.status) - order.indexOf(b.status))
    .slice(0, MOST_TROUBLES)
    .map(([first, ...more]) => {
      const which = more.length ? `${more.length + 1} partitions` : `partition ${partitionLabel(first)}`;
      const hot = first.hotKey ? `hot key ‘${first.hotKey.key}’, ${percent(first.hotKey.share)} of the events` : '';
      return element('li', {className: first.status}, element('strong', {textContent: `${MARKS[first.status]} ${first.status}`}),
        ` · ${[which, hot, first.detail].filter(Boolean).join(' · ')}`);
    });
}

function partitionLabel(partition) {
  return partition.key ?? String(partition.partition);
}

function setStatus(badge, status) {
  setText(badge, status);
  badge.className = `status ${status}`;
}

function percent(share) {
  return `${(100 * share).toLocaleString('en', {maximumSignificantDigits: 2})} %`;
}

function eventTime(time) {
  if (!time) {
    return '';
  }
  const watermark = time.watermark ? `watermark ${time.watermark}` : 'no event yet';
  return time.waitsSince ? `${watermark}, waits for an event since ${time.waitsSince}` : watermark;
}

function connections(count) {
  return count === 1 ? '1 connection' : `${count} connections`;
}

// A sink that drains in bursts has stalled for a while, even if it does not at this moment.
function waiting(sink) {
  const stalled = sink.totalStalledMillis > 0 ? `, stalled ${duration(sink.totalStalledMillis / 1000)} in all` : '';
  return `${bytes(sink.bufferedBytes)} waiting${stalled}`;
}

function rate(perSecond) {
  const options = perSecond < 10 ? {maximumFractionDigits: 1}
    : perSecond < 10000 ? {maximumFractionDigits: 0} : {notation: 'compact', minimumFractionDigits: 1, maximumFractionDigits: 1};
  return `${Math.max(0, perSecond).toLocaleString('en', options).replace('K', 'k')}/s`;
}

function bytes(count) {
  return count < 1024 ? `${count} B` : count < 1 << 20 ? `${Math.round(count / 1024)} KB` : `${(count / (1 << 20)).toFixed(1)} MB`;
}
