/** The clients of the endpoints, for all parts. Loaded when the first of them asks or a model is picked. */
export { createConnections } from '../connections/connections';
