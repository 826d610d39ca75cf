/** A contract that cannot be used; `problems` names each field with its value and remedy. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code = 'EVK_CONTRACT_INVALID';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The provider contract is not valid:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}
