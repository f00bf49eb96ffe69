import {expect, test} from 'vitest';
import {html} from '../../../source/output/report/html.js';
import {hostileNames, steering} from '../../support/hosts/hostileNames.js';

test('escapes every text that is inserted, and nothing else', () => {
  const bold = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"\'&'}">${[bold, ' ', 3, undefined]}</p>`.markup).toBe(
    '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b> 3</p>',
  );
});

test.each(hostileNames)('%j stays text', (name) => {
  const {markup} = html`${name}`;
  expect(markup).not.toMatch(/[<>"']/);
  expect(markup).not.toMatch(steering);
  expect(markup).not.toMatch(/[\n\r]/);
});
