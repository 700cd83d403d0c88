/*
 * Logistic: see logistic.h.
 */
#include "kb/logistic.h"

#include <math.h>
#include <string.h>

#define N          LOGISTIC_INPUTS
#define DRAW       2.0 /* of the given constants, in outcomes */
#define STEPS_MOST 50

double logistic(double value)
{
	return 1 / (1 + exp(-value));
}

static double value_of(const struct outcome *outcome, const double constants[N])
{
	double sum = 0;

	for (int row = 0; row < N; row++)
		sum += constants[row] * outcome->inputs[row];
	return sum;
}

/* Solves matrix * step = side in place (symmetric, positive definite). */
static void solve(double matrix[N][N], double side[N])
{
	for (int pivot = 0; pivot < N; pivot++) {
		for (int row = pivot + 1; row < N; row++) {
			double share = matrix[row][pivot] / matrix[pivot][pivot];
			for (int column = pivot; column < N; column++)
				matrix[row][column] -= share * matrix[pivot][column];
			side[row] -= share * side[pivot];
		}
	}
	for (int row = N - 1; row >= 0; row--) {
		for (int column = row + 1; column < N; column++)
			side[row] -= matrix[row][column] * side[column];
		side[row] /= matrix[row][row];
	}
}

/* How badly constants explain the outcomes: minus the penalised likelihood. */
static double misfit(const struct outcome *outcomes, int count, const double towards[N],
		     const double constants[N])
{
	double sum = 0;

	for (int row = 0; row < N; row++)
		sum += DRAW / 2 * (constants[row] - towards[row]) * (constants[row] - towards[row]);
	for (int at = 0; at < count; at++) {
		double value = value_of(&outcomes[at], constants);
		double against = outcomes[at].happened ? -value : value;
		/* log(1 + exp(against)), without overflow */
		sum += outcomes[at].weight * (fmax(against, 0) + log1p(exp(-fabs(against))));
	}
	return sum;
}

/* Newton's step. */
static void find_step(const struct outcome *outcomes, int count, const double towards[N],
		      const double constants[N], double step[N])
{
	double matrix[N][N] = {{0}};

	for (int row = 0; row < N; row++) {
		matrix[row][row] = DRAW;
		step[row] = DRAW * (towards[row] - constants[row]);
	}
	for (int at = 0; at < count; at++) {
		const struct outcome *outcome = &outcomes[at];
		double chance = logistic(value_of(outcome, constants));
		double miss = outcome->weight * ((outcome->happened ? 1 : 0) - chance);
		double curve = outcome->weight * chance * (1 - chance);
		for (int row = 0; row < N; row++) {
			step[row] += miss * outcome->inputs[row];
			for (int column = 0; column < N; column++)
				matrix[row][column] +=
				    curve * outcome->inputs[row] * outcome->inputs[column];
		}
	}
	solve(matrix, step);
}

/* Goes along the step, halving it until it improves the fit: far from the
 * best constants Newton's whole step may lead away for ever.  The size gone. */
static double go(const struct outcome *outcomes, int count, const double towards[N],
		 const double step[N], double constants[N])
{
	double before = misfit(outcomes, count, towards, constants);
	double tried[N];

	for (double share = 1; share > 1e-6; share /= 2) {
		double size = 0;
		for (int row = 0; row < N; row++) {
			tried[row] = constants[row] + share * step[row];
			size += fabs(share * step[row]);
		}
		if (misfit(outcomes, count, towards, tried) <= before) {
			memcpy(constants, tried, sizeof(tried));
			return size;
		}
	}
	return 0;
}

void logistic_fit(const struct outcome *outcomes, int count, const double towards[N],
		  double constants[N])
{
	double fitted[N], step[N];

	memcpy(fitted, towards, sizeof(fitted));
	for (int steps = 0; steps < STEPS_MOST; steps++) {
		find_step(outcomes, count, towards, fitted, step);
		if (go(outcomes, count, towards, step, fitted) < 1e-6)
			break;
	}
	bool is_sound = true;
	for (int row = 0; row < N; row++)
		is_sound = is_sound && isfinite(fitted[row]);
	memcpy(constants, is_sound ? fitted : towards, sizeof(fitted));
}
