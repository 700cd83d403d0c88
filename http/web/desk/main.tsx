// The desk's entry point: styles, then the application.

import { render } from 'preact';
import '../shared/tokens.css';
import '../shared/base.css';
import './styles/desk.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/talk.css';
import './styles/knowledge.css';
import './styles/lists.css';
import { App } from './App';

render(<App />, document.getElementById('desk')!);
