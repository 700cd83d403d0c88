// The chat inside other sites' pages: started in the frame that the loader makes.

import { FrameHost } from './host';
import { start } from './start';

void start(new FrameHost(), 'frame');
