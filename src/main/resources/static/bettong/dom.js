// Small helpers for the document.

export const byId = id => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// Touches only what has changed, so that screen readers and selections are left alone.
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function numbers(list, entries) {
  while (list.children.length > entries.length) {
    list.lastElementChild.remove();
  }
  entries.forEach(([name, value], i) => {
    const entry = list.children[i] ?? list.appendChild(element('div', {}, element('dt'), element('dd')));
    setText(entry.firstElementChild, name);
    setText(entry.lastElementChild, value);
  });
}

let fading;

export function tell(text) {
  byId('message').textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => byId('message').textContent = '', 8000);
}

// Asks before something is done; gives the text of the input, or undefined if it was cancelled.
export function ask({title, text = '', input, value = '', ok}) {
  const dialog = byId('dialog');
  byId('dialog-title').textContent = title;
  byId('dialog-text').textContent = text;
  byId('dialog-label').hidden = input === undefined;
  byId('dialog-label').firstElementChild.textContent = input ?? '';
  byId('dialog-input').value = value;
  byId('dialog-ok').textContent = ok;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () =>
    resolve(dialog.returnValue === 'ok' ? byId('dialog-input').value : undefined), {once: true}));
}
