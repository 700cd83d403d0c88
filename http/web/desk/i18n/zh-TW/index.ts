// The desk's words in this language, a file for each part of it.

import desk from './desk.json';
import entries from './entries.json';
import rules from './rules.json';
import workbench from './workbench.json';
import exchange from './exchange.json';
import trial from './trial.json';
import site from './site.json';
import health from './health.json';
import files from './files.json';
import team from './team.json';
import people from './people.json';
import queue from './queue.json';
import together from './together.json';
import talk from './talk.json';
import sending from './sending.json';
import tickets from './tickets.json';

export default { ...desk, ...entries, ...rules, ...workbench, ...exchange, ...trial, ...site, ...health, ...files, ...team, ...people, ...queue, ...together, ...talk, ...sending, ...tickets };
