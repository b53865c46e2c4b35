import { Component, type ReactNode } from 'react';
import { asProblem, type Problem } from '../backend/problem';
import { ProblemBar } from './ProblemBar';

interface State {
  readonly problem?: Problem;
}

/** Keeps a page that cannot be shown from emptying the window: the list of pages stays, and the page says what happened. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(cause: unknown): State {
    return { problem: asProblem(cause) };
  }

  override render(): ReactNode {
    return this.state.problem ? <ProblemBar problem={this.state.problem} /> : this.props.children;
  }
}
