import { requireInteger } from '../../errors/errors.ts';

/** @param turn which call is to get the next slot; 0 where none lacks one */
export type OnSlotDemand = (inFlight: number, waiting: number, turn: number) => void;

/** Counts what is in flight against a limit, and keeps no line: who is next is for others to say. */
export class SlotCount {
  /** Called when a slot may be free, and somebody waits. */
  onRoom: () => void = () => {};
  /** The most that were ever in flight, where one more than that may not leave at once. */
  protected tried = Number.POSITIVE_INFINITY;
  readonly #onDemand: OnSlotDemand;
  readonly #whenIdle: (() => void)[] = [];
  #limit: number;
  #inFlight = 0;
  #waiting = 0;
  #turn = 0;

  /**
   * @param onDemand told how many slots are taken and who waits, whenever that changes
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  constructor(limit: number, onDemand: OnSlotDemand = () => {}) {
    this.#limit = requireInteger('limit', limit, 0);
    this.#onDemand = onDemand;
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether a slot is free. What takes one takes one, whatever it costs elsewhere. */
  hasRoom(_cost?: number): boolean {
    return this.#inFlight < this.#limit && (this.#inFlight < this.tried || this.mayTry?.() === true);
  }

  /** When a slot that is free will be open; Infinity, and the default: what will free one is not a matter of time. */
  roomAtMs?(): number;
  /** Whether one more than was ever in flight may leave now. */
  protected mayTry?(): boolean;
  /** Called when one more is in flight than ever before, with how many wait. */
  protected tries?(inFlight: number, waiting: number): void;

  /** Takes a slot, in the instant in which one is free. */
  take(): void {
    this.#inFlight += 1;
    if (this.#inFlight > this.tried) this.tries?.(this.#inFlight, this.#waiting);
    this.#onDemand(this.#inFlight, this.#waiting, this.#turn);
  }

  release(): void {
    this.#inFlight -= 1;
    this.#onDemand(this.#inFlight, this.#waiting, this.#turn);
    this.#tell();
    if (this.#inFlight === 0) for (const tell of this.#whenIdle.splice(0)) tell();
  }

  /** Says who waits for a slot. */
  demand({ waiting, turn = 0 }: { waiting: number; turn?: number }): void {
    this.#waiting = waiting;
    this.#turn = turn;
    this.#onDemand(this.#inFlight, this.#waiting, this.#turn);
  }

  /**
   * Under a lower limit what is in flight goes on, and nothing comes until there is room.
   *
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  setLimit(limit: number): void {
    this.#limit = /* seam: lower-limit */ requireInteger('limit', limit, 0);
    /* seam: higher-limit */ this.#tell();
  }

  /** Resolves once no slot is taken. */
  async idle(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}
