let navigated = false;

/** Whether another page was shown before in this document. The first one leaves the focus alone. */
export const hasNavigated = (): boolean => navigated;

export const noteNavigation = (): void => {
  navigated = true;
};
