import { readToken } from '../office';
import { startLaunchEvents } from './start';

startLaunchEvents(readToken);
