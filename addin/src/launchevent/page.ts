import { announceReady, installPage } from '../office/page-keep';

installPage();
announceReady();
