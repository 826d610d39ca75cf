import { EvenkeelError } from '../../errors/errors.ts';
import { CircuitCore } from './circuit-core.ts';
import { CircuitState } from './circuit-state.ts';

/** A circuit that is isolated by hand, too. It is a class of its own, since nobody isolates a client's circuits. */
export class IsolatableCircuit extends CircuitCore {
  /** @throws EvenkeelError `EVK_CIRCUIT_ISOLATED`, or what a CircuitCore throws, if an attempt would be refused now */
  override peek(): void {
    if (this.state === CircuitState.Isolated) {
      throw new EvenkeelError(
        'EVK_CIRCUIT_ISOLATED',
        'The circuit breaker was isolated by hand, until the isolation is disposed of.',
      );
    }
    super.peek();
  }
}
