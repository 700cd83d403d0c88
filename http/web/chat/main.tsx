// The same chat as a page of its own: for links in emails, QR codes and apps.

import { PageHost } from '../widget/host';
import { start } from '../widget/start';
import './chat.css';

void start(new PageHost(), 'page');
