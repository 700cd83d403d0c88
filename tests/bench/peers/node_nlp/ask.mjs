// node-nlp on one question set, for tests/bench/peers/run.py.
//
//	node ask.mjs train SET MODEL    learns SET/base.jsonl, writes MODEL
//	node ask.mjs ask SET MODEL      asks SET/dev.tsv, prints one JSON object
//
// Its own defaults throughout (threshold 0.5, "None" feature), without what only costs time here: no
// entities, no sentiment.  Training and asking are two processes, so that the memory of the second is what
// answering needs; a few questions are asked before the clock counts, so that the code is compiled.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { NlpManager } = createRequire(import.meta.url)('node-nlp');
const NONE = 'oos';
const isHan = (text) => /\p{Script=Han}/u.test(text);

function rows(file) {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '');
}

function readBase(folder) {
  return rows(`${folder}/base.jsonl`).map((line) => JSON.parse(line));
}

function readQuestions(folder) {
  return rows(`${folder}/dev.tsv`).map((line) => {
    const tab = line.indexOf('\t');
    return { entry: line.slice(0, tab), text: line.slice(tab + 1) };
  });
}

function manager(language) {
  return new NlpManager({
    languages: [language],
    forceNER: false,
    autoSave: false,
    autoLoad: false,
    calculateSentiment: false,
    nlu: { log: false },
  });
}

async function train(folder, model) {
  const base = readBase(folder);
  const language = isHan(base[0].question) ? 'zh' : 'en';
  const learner = manager(language);
  for (const entry of base) {
    for (const wording of [entry.question, ...(entry.variants ?? [])]) learner.addDocument(language, wording, entry.id);
  }
  await learner.train();
  writeFileSync(model, JSON.stringify({ language, data: learner.export(false) }));
}

// The share of pairs (in scope, out of scope) whose order by score is right; a tie counts half.
function auroc(inScope, outOfScope) {
  if (inScope.length === 0 || outOfScope.length === 0) return null;
  let won = 0;
  for (const one of inScope) {
    for (const other of outOfScope) won += one > other ? 1 : one === other ? 0.5 : 0;
  }
  return won / inScope.length / outOfScope.length;
}

async function askAll(folder, model) {
  const saved = JSON.parse(readFileSync(model, 'utf8'));
  const learner = manager(saved.language);
  learner.import(saved.data);
  const questions = readQuestions(folder);
  for (const question of questions.slice(0, 200)) await learner.process(saved.language, question.text);
  const outcomes = [];
  for (const question of questions) {
    const began = process.hrtime.bigint();
    const got = await learner.process(saved.language, question.text);
    const used = process.hrtime.bigint() - began;
    const best = got.classifications.filter((one) => one.intent !== 'None');
    outcomes.push({
      ...question,
      best: best.map((one) => one.intent).slice(0, 3),
      score: best[0]?.score ?? 0,
      said: got.intent,
      millis: Number(used) / 1e6,
    });
  }
  return outcomes;
}

function report(outcomes) {
  const inScope = outcomes.filter((one) => one.entry !== NONE);
  const outOfScope = outcomes.filter((one) => one.entry === NONE);
  const share = (list, is) => (list.length === 0 ? null : list.filter(is).length / list.length);
  const millis = outcomes.map((one) => one.millis).sort((one, other) => one - other);
  return {
    accuracy: share(inScope, (one) => one.best[0] === one.entry),
    accuracy_3: share(inScope, (one) => one.best.includes(one.entry)),
    answered_right: share(inScope, (one) => one.said === one.entry),
    out_of_scope_recall: share(outOfScope, (one) => one.said === 'None'),
    auroc: auroc(inScope.map((one) => one.score), outOfScope.map((one) => one.score)),
    ms_p50: millis[Math.floor(millis.length / 2)],
    ms_p99: millis[Math.floor((millis.length * 99) / 100)],
  };
}

const [what, folder, model] = process.argv.slice(2);
if (what === 'train') await train(folder, model);
else if (what === 'ask') console.log(JSON.stringify(report(await askAll(folder, model))));
else {
  console.error('usage: node ask.mjs train|ask SET MODEL');
  process.exit(2);
}
