import { installPage } from '../office/page-keep';

installPage();
