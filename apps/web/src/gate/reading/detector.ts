/** Finds codes in a picture of the camera. */
export interface Detector {
  readonly detect: (picture: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: ['qr_code'] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The detector of the browser, else one in JavaScript that is loaded when it is needed. */
export async function openDetector(): Promise<Detector> {
  const { BarcodeDetector: own } = globalThis as { BarcodeDetector?: DetectorClass };
  if (
    own !== undefined &&
    (await own.getSupportedFormats().catch((): readonly string[] => [])).includes('qr_code')
  ) {
    return new own({ formats: ['qr_code'] });
  }
  const { BarcodeDetector } = await import('qr/decode.js');
  return new BarcodeDetector({ formats: ['qr_code'] });
}
