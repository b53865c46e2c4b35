/** What is to go wrong at one API. `hang`: the callback never comes (2, issue of attachments); times are milliseconds. */
export type Fault =
  | { readonly kind: 'fail'; readonly code?: number; readonly name?: string; readonly message?: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'throw'; readonly message: string }
  | { readonly kind: 'delay'; readonly milliseconds: number };

/** Faults by API name, such as `to.getAsync`. */
export class Faults {
  private readonly planned = new Map<string, { fault: Fault; times: number }>();

  /** Plans a fault for the next calls of an API; without `times` for all of them. */
  inject(api: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.planned.set(api, { fault, times });
  }

  clear(api: string): void {
    this.planned.delete(api);
  }

  /** The fault for this call, if one is planned. */
  take(api: string): Fault | undefined {
    const plan = this.planned.get(api);
    if (plan === undefined || plan.times <= 0) {
      return undefined;
    }
    plan.times -= 1;
    return plan.fault;
  }
}
