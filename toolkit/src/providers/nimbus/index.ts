export {
  createClient,
  type Inference,
  type InferPayload,
  type NimbusClient,
  type NimbusOptions,
} from './client.ts';
export { nimbusProfile as profile } from './contract.ts';
