export interface Note {
	text: string;
	/** When the session ended that the note is about */
	session?: string;
}

export interface Ticket {
	id: number;
	externalId: string;
	subject: string;
	description: string;
	company: string;
	/** When the session ended that is named last */
	session: string;
	/** The same when the ticket was created */
	createdSession: string;
	status: 'open' | 'closed';
	createdAt: string;
	notes: Note[];
}

export type Change = Partial<Pick<Ticket, 'session' | 'status' | 'subject'>> & { note?: string };

/** The tickets, in the order in which they came. */
export class TicketBook {
	readonly tickets: Ticket[] = [];

	create(fields: Partial<Ticket>): Ticket {
		const { externalId = '', subject = '', description = '', company = '', session = '' } = fields;
		const ticket: Ticket = {
			id: 1000 + this.tickets.length,
			...{ externalId, subject, description, company, session },
			createdSession: session,
			status: 'open',
			createdAt: new Date().toISOString(),
			notes: [],
		};
		this.tickets.push(ticket);
		return ticket;
	}

	find({ externalId, status }: { externalId?: string; status?: string }): Ticket[] {
		return this.tickets.filter(
			(ticket) =>
				(externalId === undefined || ticket.externalId === externalId) &&
				(status === undefined || ticket.status === status),
		);
	}

	get(id: number): Ticket | undefined {
		return this.tickets.find((ticket) => ticket.id === id);
	}

	change(ticket: Ticket, { note, ...fields }: Change): void {
		Object.assign(ticket, fields);
		if (note !== undefined) ticket.notes.push({ text: note, session: fields.session });
	}
}
