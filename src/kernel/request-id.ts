const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/

/** Whether the text is fit to name a request: it is repeated in answers, logs and the settings of transactions. */
export function isRequestId(text: string): boolean {
  return REQUEST_ID.test(text)
}
