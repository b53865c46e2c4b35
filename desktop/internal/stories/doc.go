// Package stories tells the companion's stories with real programs: msmtp, mutt, swaks, nodemailer and Python send through it to a
// real Postfix, a person answers by the queue, and a process is killed at random moments. It holds tests only.
//
// Where the programs have to be there (CI, SEKISHO_E2E=1) an absent one is a failure, elsewhere a skip. nodemailer comes with npm ci.
package stories
