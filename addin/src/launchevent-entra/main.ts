import { startLaunchEvents } from '../launchevent/start';
import { quietToken, writtenSettings } from '../signin';

startLaunchEvents((calls) => quietToken(writtenSettings(), calls));
