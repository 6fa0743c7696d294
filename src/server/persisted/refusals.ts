import { RequestError } from '#kernel/errors.ts'

/** No document has this id here. Where documents may come as text, clients then send text and id together. */
export class PersistedQueryNotFoundError extends RequestError {
  readonly code = 'PERSISTED_QUERY_NOT_FOUND'
  /** Clients for automatic persisted queries read this answer only when it looks like one. */
  readonly status = 200

  constructor() {
    // Clients compare the text.
    super('PersistedQueryNotFound')
  }
}

/** Ids name nothing here at all: clients do well to send texts from now on. */
export class PersistedQueryNotSupportedError extends RequestError {
  readonly code = 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** As above. */
  readonly status = 200

  constructor() {
    super('PersistedQueryNotSupported')
  }
}

/** Only documents that were registered are executed here, and this is none. */
export class PersistedQueryRequiredError extends RequestError {
  readonly code = 'PERSISTED_QUERY_REQUIRED'
  readonly status = 400

  constructor() {
    super('Only registered operations are executed here: send the documentId of one, or register this one.')
  }
}

/** A request from which it is not clear which document it means. */
export class UnclearDocumentError extends RequestError {
  readonly code = 'BAD_REQUEST'
  readonly status = 400
}
