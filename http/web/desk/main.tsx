// The desk's entry point: styles, then the application.

import { render } from 'preact';
import '../shared/tokens.css';
import '../shared/base.css';
import './styles/desk.css';
import './styles/door.css';
import './styles/notices.css';
import './styles/shell.css';
import './styles/menu.css';
import './styles/inbox.css';
import './styles/rows.css';
import './styles/visitor.css';
import './styles/talk.css';
import './styles/reasons.css';
import './styles/reply.css';
import './talk/talk.css';
import './styles/knowledge.css';
import './styles/entries.css';
import './styles/entry-editor.css';
import './styles/entry-together.css';
import './styles/publish.css';
import './styles/picking.css';
import './styles/pages.css';
import './styles/unmatched.css';
import './styles/people.css';
import './styles/site.css';
import './styles/narrow.css';
import { App } from './App';

render(<App />, document.getElementById('desk')!);
