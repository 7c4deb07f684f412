/** The parts that every lab's page has, put where it keeps a place for them. */
import { element } from '../page.js';

const STAGE = `
  <div id="film">
    <canvas id="over" tabindex="0" role="application" aria-describedby="said"></canvas>
    <canvas id="wheel" role="img" aria-label="Colours: red points to the right, green to the upper left, blue to the lower left; white is up, black is down"></canvas>
  </div>
  <div id="chain" hidden></div>
  <div class="tools">
    <fieldset id="tool-row"><legend class="heard">What a drag on the picture does</legend></fieldset>
    <label class="pick" id="along-row">field <select id="along" aria-label="Direction of the field pulse"></select></label>
    <fieldset id="look-row"><legend class="heard">How the magnetization is seen</legend>
      <label><input type="radio" name="seen" value="above" checked /><span>From above</span></label>
      <label><input type="radio" name="seen" value="3d" /><span>3D</span></label>
    </fieldset>
    <div class="zoom" role="group" aria-label="Zoom">
      <button type="button" id="out" aria-label="Zoom out">&minus;</button>
      <button type="button" id="in" aria-label="Zoom in">+</button>
      <button type="button" id="fit">Fit</button>
    </div>
    <label class="check" id="arrows-row"><input type="checkbox" id="arrows" checked /> arrows</label>
    <label class="check" id="flow-row" title="arrows of the current, whose length goes with the cube root of its density" hidden><input type="checkbox" id="flow" /> current</label>
  </div>
  <progress id="bar" max="1" value="0" aria-label="Share of the run that is done"></progress>
  <div class="tools" role="group" aria-label="Run control">
    <button type="button" id="run" class="primary" aria-keyshortcuts="Space">Pause</button>
    <button type="button" id="step" aria-keyshortcuts=".">Step</button>
    <button type="button" id="reset" aria-keyshortcuts="r">Reset</button>
    <button type="button" id="undo" aria-keyshortcuts="u" disabled>Undo</button>
    <span id="said" role="status"></span>
    <button type="button" id="copy-link">Copy link</button>
    <button type="button" id="keys" aria-label="Keyboard keys" aria-keyshortcuts="?">?</button>
  </div>
  <dl class="status">
    <div><dt>run</dt><dd id="status-state">starting</dd></div>
    <div><dt>simulated</dt><dd id="status-time"></dd></div>
    <div><dt>pace</dt><dd id="status-pace"></dd></div>
    <div><dt>time step</dt><dd id="status-dt"></dd></div>
    <div><dt title="energy unaccounted for, relative">ledger error</dt><dd id="status-ledger"></dd></div>
    <div><dt>cells</dt><dd id="status-cells"></dd></div>
    <div><dt>engine</dt><dd id="status-engine"></dd></div>
    <div><dt title="from the click that opened the page to the first picture that has moved">first frame</dt><dd id="status-first">\u2013</dd></div>
  </dl>
  <p id="error" role="alert"></p>
  <button type="button" id="back" hidden>Back to the last good state</button>`;

const EXAMPLES = `
  <div id="presets" role="group" aria-label="Presets"></div>
  <p id="look" aria-live="polite"></p>`;

const ALONG = `
  <div class="files" role="group" aria-label="Save">
    <span>Save</span>
    <button type="button" id="save-table">Table, CSV</button>
    <button type="button" id="save-scene">Scene, JSON</button>
    <button type="button" id="save-m"><i>m</i>, OVF</button>
    <button type="button" id="save-picture">Picture, PNG</button>
    <button type="button" id="save-video" aria-pressed="false">Video, WebM</button>
  </div>
  <p>The same run in Node, in the folder where the scene was saved:</p>
  <div class="command-line"><code id="command"></code><button type="button" id="copy-command" aria-label="Copy the command">Copy</button></div>`;

const HELP = `
  <h2 id="help-title">Keys</h2>
  <form method="dialog"><button class="primary">Close</button></form>`;

/** @param film what the picture shows and what keys do there, for those who hear the page */
export function fillParts(film: string): void {
  for (const [id, html] of Object.entries({ stage: STAGE, examples: EXAMPLES, 'take-along': ALONG, help: HELP })) element(id).innerHTML = html;
  element('over').ariaLabel = film;
}
