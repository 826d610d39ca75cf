import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion, AssertionResult } from './assertion.ts';

/** The admin path of Neura's invoices. */
export const INVOICES_PATH = 'neura/invoices';

const name = 'each invoice is paid once and settled once';

/** The part of the mock server's answer that is judged. */
interface Row {
  id: string;
  /** How often a payment was taken, and how often the call was executed for it. */
  payments: number;
  settlements: number;
}

const undecided = (seen: string, reason: string): AssertionResult => ({ name, ok: null, seen, reason });

/** The mock server's books must have one invoice for each call, whatever was retried, paid once and settled once. */
export const invoicesSettledOnce: Assertion = ({ admin, counts }) => {
  const rows = readRows(admin.get(INVOICES_PATH));
  if (rows === null) {
    return undecided('no books', "Without the mock server's books nobody knows what was paid.");
  }
  if (rows.length === 0) return undecided('no invoice', 'The mock server wrote no invoice, so nothing was tested.');
  const wrong = rows.filter(({ payments, settlements }) => payments !== 1 || settlements !== 1);
  const seen = `${formatCount(rows.length - wrong.length)} of ${formatCount(counts.sent)} calls`;
  const complaints = [
    ...(wrong[0] === undefined ? [] : [`${formatCount(wrong.length)} were not, the first of them ${spell(wrong[0])}`]),
    ...(rows.length === counts.sent
      ? []
      : [`there are ${formatCount(rows.length)} invoices for ${formatCount(counts.sent)} calls`]),
  ];
  if (complaints.length === 0) return { name, ok: true, seen };
  return {
    name,
    ok: false,
    seen,
    reason: `Each invoice must be paid once and settled once: ${complaints.join('; ')}.`,
  };
};

const spell = ({ id, payments, settlements }: Row): string =>
  `${id} with ${payments} payments and ${settlements} settlements`;

function readRows(answer: unknown): Row[] | null {
  const { invoices } = (answer ?? {}) as { invoices?: Row[] };
  return Array.isArray(invoices) ? invoices : null;
}
