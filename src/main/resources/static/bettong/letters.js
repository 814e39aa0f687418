// Dead letters, a page of them, and what can be done about them.

import {get, send} from './api.js';
import {ask, byId, element, setText, tell} from './dom.js';

const LIMIT = 20;

// Where the event runs from.
function entered(from) {
  return from === 'frame'
    ? '. The whole frame runs again, from the decoder on.'
    : `. Unless you edit the frame, the event runs from '${from}' on, and nothing before that runs again.`;
}

// What re-driving does twice: state computations before the step that failed have taken the event already.
function repeated(steps) {
  return steps?.length ? ` Counts again in ${steps.map(step => `'${step}'`).join(', ')}, which did not fail.` : '';
}

export class Letters {
  #after;
  #next;
  #kept;

  constructor() {
    byId('letters-first').addEventListener('click', () => this.#page(undefined));
    byId('letters-next').addEventListener('click', () => this.#page(this.#next));
    byId('letters-redrive').addEventListener('click', () => this.#all('POST', 'Re-drive', '/redrive'));
    byId('letters-discard').addEventListener('click', () => this.#all('DELETE', 'Discard', ''));
  }

  show({kept, dropped}) {
    const lost = dropped ? `, ${dropped.toLocaleString('en')} were dropped for want of room` : '';
    setText(byId('letters-summary'), kept ? `${kept.toLocaleString('en')} kept${lost}.` : `None${lost}.`);
    byId('letters').hidden = kept === 0;
    byId('letters-first').parentElement.hidden = kept === 0;
    byId('letters-redrive').disabled = kept === 0;
    byId('letters-discard').disabled = kept === 0;
    if (kept !== this.#kept) {
      this.#kept = kept;
      this.#page(this.#after);
    }
  }

  async #page(after) {
    try {
      const page = await get(`api/dead-letters?limit=${LIMIT}${after === undefined ? '' : `&after=${after}`}`);
      this.#after = after;
      this.#next = page.next ?? undefined;
      byId('letters-next').disabled = this.#next === undefined;
      byId('letters-first').disabled = after === undefined;
      byId('letters').tBodies[0].replaceChildren(...page.letters.map(letter => this.#row(letter)));
    } catch (error) {
      tell(error.message);
    }
  }

  #row(letter) {
    const button = (text, action) => {
      const made = element('button', {type: 'button', textContent: text, ariaLabel: `${text} dead letter ${letter.id}`});
      made.addEventListener('click', action);
      return made;
    };
    const cell = (content, className = '') => element('td', {className}, content);
    return element('tr', {}, cell(new Date(letter.time).toLocaleString('sv')), cell(letter.pipeline), cell(letter.step),
      cell(letter.reason), cell(letter.cause ?? '', 'cause'), cell(letter.size.toLocaleString('en')),
      element('td', {},
        button('Re-drive …', () => this.#redrive(letter)),
        button('Discard', () => this.#done(`Dead letter ${letter.id} is discarded.`, () => send('DELETE', `api/dead-letters/${letter.id}`)))));
  }

  // Shows the frame first; printable text may be edited.
  async #redrive(letter) {
    try {
      const detail = await get(`api/dead-letters/${letter.id}`);
      const printable = detail.text !== null && detail.text !== undefined;
      const before = printable ? detail.text : detail.base64;
      const edited = await ask({
        title: `Re-drive dead letter ${letter.id}?`,
        text: `'${letter.step}' of '${letter.pipeline}' said: ${letter.cause ?? letter.reason}${entered(letter.from)}${repeated(detail.repeats)}`,
        input: printable ? 'Frame' : 'Frame, as Base64',
        value: before,
        ok: 'Re-drive',
      });
      if (edited !== undefined) {
        const body = edited === before ? undefined : printable ? {text: edited} : {base64: edited};
        await this.#done(`Dead letter ${letter.id} is re-driven.`,
          () => send('POST', `api/dead-letters/${letter.id}/redrive`, body));
      }
    } catch (error) {
      tell(error.message);
    }
  }

  async #all(method, verb, path) {
    const pipeline = decodeURIComponent(location.hash.slice(1)) || byId('pipeline-title').textContent;
    const sure = await ask({
      title: `${verb} all dead letters of '${pipeline}'?`,
      text: method === 'POST' ? 'They run again in their order, from the decoder on: what did not fail counts again.' : 'They are gone then.',
      ok: verb,
    });
    if (sure !== undefined) {
      try {
        const result = await send(method, `api/dead-letters${path}?pipeline=${encodeURIComponent(pipeline)}`);
        tell(`${result?.handled ?? 0} done${result?.refused?.length ? `, ${result.refused.length} refused` : ''}` +
          `${result?.complete === false ? '; there are more' : ''}.`);
        await this.#page(undefined);
      } catch (error) {
        tell(error.message);
      }
    }
  }

  async #done(text, action) {
    try {
      await action();
      tell(text);
    } catch (error) {
      tell(error.message);
    }
    await this.#page(this.#after);
  }
}
