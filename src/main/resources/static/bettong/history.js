// Keeps the last views of the service, and calculates rates and percentiles from the difference of two of them.

const KEPT = 121;
const WINDOW = 10;
const PERCENTILES = [50, 95, 99, 99.9, 99.99];
const FIRST_BOUND_SECONDS = 250e-9;
const BOUNDS_PER_DOUBLING = 4;

export class History {
  #views = [];

  add(view) {
    const last = this.#views.at(-1);
    if (last && view.pipelines.some(each => restarted(each, pipelineIn(last, each.status.name)))) {
      this.#views = [];
    }
    this.#views.push(view);
    this.#views.splice(0, this.#views.length - KEPT);
  }

  get last() {
    return this.#views.at(-1);
  }

  // Of every second: what `count` of a pipeline has grown by per second.
  rates(name, count) {
    return this.#steps(1, (earlier, later, seconds) =>
      (count(pipelineIn(later, name)) - count(pipelineIn(earlier, name))) / seconds, name);
  }

  rate(name, count) {
    return this.rates(name, count).at(-1) ?? 0;
  }

  // Of the last second: the share of it that each worker was busy.
  busy() {
    const [earlier, later] = this.#views.slice(-2);
    const seconds = later ? later.elapsed - earlier.elapsed : 1;
    return this.last.workers.map((worker, i) =>
      later ? Math.min(1, Math.max(0, (worker.busy - (earlier.workers[i]?.busy ?? 0)) / seconds)) : 0);
  }

  // Of every second: how often each latency occurred.
  latencies(name) {
    return this.#steps(1, (earlier, later) => difference(pipelineIn(earlier, name), pipelineIn(later, name)), name);
  }

  percentiles(name) {
    const counts = this.#steps(WINDOW, (earlier, later) =>
      difference(pipelineIn(earlier, name), pipelineIn(later, name)), name).at(-1) ?? [];
    return PERCENTILES.map(percent => ({percent, seconds: percentile(counts, percent)}));
  }

  #steps(distance, value, name) {
    const views = this.#views.filter(view => pipelineIn(view, name));
    const from = Math.min(distance, views.length - 1);
    return from < 1 ? [] : views.slice(from).map((later, i) =>
      value(views[i], later, later.elapsed - views[i].elapsed));
  }
}

export function boundSeconds(index) {
  return FIRST_BOUND_SECONDS * 2 ** (index / BOUNDS_PER_DOUBLING);
}

function pipelineIn(view, name) {
  return view.pipelines.find(each => each.status.name === name);
}

function restarted(now, before) {
  return before && bytes(now) < bytes(before);
}

function bytes(each) {
  return each.status.sources.reduce((sum, source) => sum + source.bytes, 0);
}

function difference(earlier, later) {
  return later.latencies.map((count, i) => count - (earlier.latencies[i] ?? 0));
}

function percentile(counts, percent) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = Math.ceil(total * percent / 100);
  if (left === 0) {
    return undefined;
  }
  return boundSeconds(counts.findIndex(count => (left -= count) <= 0));
}
