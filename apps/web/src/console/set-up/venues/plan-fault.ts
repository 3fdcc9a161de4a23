/** A fault of a plan, as the API words it. */
export interface PlanFault {
  readonly path: string;
  readonly message: string;
}
