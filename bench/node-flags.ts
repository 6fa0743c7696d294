/** With which gateways are measured: those of `npm start`. */
export const NODE_FLAGS = ['--max-semi-space-size=64']
