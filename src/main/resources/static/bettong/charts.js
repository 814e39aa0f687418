// Draws on canvases, in the colours of the page.

import {boundSeconds} from './history.js';

const SECONDS = 120;

function prepared(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  const accent = getComputedStyle(canvas).color;
  const text = getComputedStyle(canvas.parentElement).color;
  return {context, width, height, accent, text};
}

export function sparkline(canvas, values) {
  const {context, width, height, accent} = prepared(canvas);
  const most = Math.max(1, ...values);
  context.beginPath();
  values.forEach((value, i) => {
    const x = width - (values.length - 1 - i) * width / (SECONDS - 1);
    context.lineTo(x, height - 2 - (height - 4) * value / most);
  });
  context.strokeStyle = accent;
  context.lineWidth = 1.5;
  context.stroke();
}

// Columns are seconds, rows are latencies, the darker the more often.
export function heatMap(canvas, columns) {
  const {context, width, height, accent, text} = prepared(canvas);
  const used = columns.flatMap(counts => counts.map((count, i) => count > 0 ? i : -1).filter(i => i >= 0));
  if (used.length === 0) {
    return;
  }
  const low = Math.max(0, used.reduce((a, b) => Math.min(a, b)) - 1);
  const high = used.reduce((a, b) => Math.max(a, b)) + 1;
  const cellWidth = width / SECONDS;
  const cellHeight = height / (high - low);
  context.fillStyle = accent;
  columns.forEach((counts, column) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    for (let i = low; i < high; i++) {
      if (counts[i] > 0) {
        context.globalAlpha = 0.15 + 0.85 * Math.sqrt(counts[i] / total);
        const x = width - (columns.length - column) * cellWidth;
        context.fillRect(x, height - (i - low + 1) * cellHeight, cellWidth + 0.5, cellHeight + 0.5);
      }
    }
  });
  context.globalAlpha = 1;
  context.fillStyle = text;
  context.font = '11px system-ui, sans-serif';
  for (let power = -6; power <= 1; power++) {
    const index = low + [...Array(high - low).keys()].findIndex(i => boundSeconds(low + i) >= 10 ** power * 0.999);
    if (index > low && index < high) {
      const y = height - (index - low) * cellHeight;
      context.fillRect(0, y, width, 0.5);
      context.fillText(duration(10 ** power), 4, y - 2);
    }
  }
}

export function duration(seconds) {
  if (seconds === undefined) {
    return '–';
  }
  if (seconds < 1e-3) {
    return `${digits(seconds * 1e6)} µs`;
  }
  return seconds < 1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

function digits(value) {
  return value.toLocaleString('en', {maximumSignificantDigits: 3});
}
