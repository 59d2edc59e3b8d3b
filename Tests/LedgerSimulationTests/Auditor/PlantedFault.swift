/// Mistakes that the auditor makes on demand. Each must be noticed when the faulty auditor is compared with
/// the honest one over random cases: that is the proof that the cases are nasty enough to find the same
/// mistake in the engine.

enum PlantedFault: String, CaseIterable, Sendable {
  // Lots, section 1.
  case expiresOneSecondLate, usableOneSecondLate, yearIs365Days, monthsDoNotClamp
  case validityAlwaysFromUse, billingTurnAtOnce, newestWinsTies, sequenceReadsDigitsAsText
  case costBasisIncludesTax, lotScopeIsIgnored, simultaneousOrdersStayApart
  // Pools and debts, section 2.
  case debtIsNeverRepaid, debtsRepaidFromTheHighestMask, scopedLotRepaysEveryDebt
  case triggerWatchesAllLots, triggerForgetsDebts, positionForgetsTransit, openingDebtForgotten
  case expiredLotRepaysDebts
  // Instants, section 3.
  case withdrawalsBeforeExpiry, withdrawalTakesTransitAlways, withdrawalLeavesTransit
  case withdrawalMissesNewLots, withdrawalSparesOtherLots, withdrawalSparesOthersTransit, refundRoundsUp,
    refundWithoutTax
  case openingLotIsNotRefunded, deliveriesByUsableFrom, peopleBuyBeforeDeliveries
  case lostLotsExpire, noCheckWithoutRequests, noCheckBeforeRequests, freeRequestsAreChecked
  case taxJoinsTheCredit, taxRoundsTiesUp, triggerPriceRoundsDown, openingLotIsPaid
  case earlierPurchasesPaidInTheirMonth, feeIsForgotten, grantsMeetLimits
  // Requests, section 4.
  case failedIsCharged, disconnectedIsAlwaysCharged, zeroRequestIsBlocked
  case overdrawsAtZero, exactBalanceIsRefused, partIsRefusedWhole, restIsForgiven
  case capRefusesEquality, servedCapIgnoresEquality, latchNeverHolds, latchNeverOpens
  case laterCapsAreLookedAt, capIgnoresItsScope, capCountsBlockedRest, capCountsAllowance
  case dayTurnsInUTC, dayCapsAreMonthly, debtIsInOneKind, revokedCauseSticks, declineCauseIsLost
  case sessionOutlivesItsEnd, sessionStartsWithoutUse, windowNeverTurns, windowScopeIsIgnored
  case allowanceBeforeTrial, blockedUsesTrial, partKeepsTrial, admittedByTrialIsBlocked
  case afterRefusalIgnoresCause, afterRefusalIgnoresScope, afterRefusalAfterAdmission
  case creditScopeIsIgnored, creditsAreOnASecondLate, creditsStayOn
  // Orders, sections 5 to 7.
  case limitRefusesEquality, limitCountsFace, limitForgetsTax, limitIgnoresSources
  case limitNeverTurns, standingOrdersBeforeListed
  case belowFiresAtEquality, atOrBelowMissesEquality, inFlightIsIgnored, retryComesLate
  case retryIsNoInstant, staysOn, declinesNeverReset, refusalCountsAsTry
  case reloadCountOneMore, reloadCashRefusesEquality, multiplesStopAtThreshold, reloadsDeliverTogether
  case targetCountsTransit, standingOrderCountsFromStart, standingOrderAtUntil
  case levelMissesEquality, personBuysAnyway, personIgnoresTransit, personReactsAtOnce
  case smallestReloadIsIgnored, largestReloadIsIgnored, packsAreCut
  case partOfAMonthIsRefused, partCutsAPack, partMayBeTooSmall
  case purchaseFeeIsNotTaxed, purchaseFeeOnNothing, purchaseFeeForgetsItsLeast
  case largestBalanceRefusesEquality, largestBalanceForgetsDebts, largestBalanceForgetsTransit
  case earlyCreditKeepsTheOrder, earlyCreditComesLast, earlyCreditIgnoresCaps
  case windowComesASecondLate, windowStays
  case rolloverIsUsedLast, rolloverRollsAgain, rolloverHasNoMost
  case pauseIsIgnored, pauseIsASecondLonger, pauseIsNoInstant
  // What waits, section 10.
  case waitsASecondLonger, lostASecondEarly, turnsAreNoInstant, newestFirst, triesOnce, triesLatchCaps
  case triesOrder, servedTwice, firstCauseIsTold
  // What the start finds, section 11.
  case openUseIsForgotten, openUseNeverTurns, openLatchIsForgotten, openTrialIsForgotten
  case openSessionBeginsAnew, openWindowIsForgotten, openRetryIsForgotten, openDeclinesAreForgotten
  case weekCapsAreMonthly, weekForgetsItsAnchor, lagIsForgotten, seenASecondLate, expiredIsStillSeen
  // A closed account, section 12.
  case opensASecondLate, closedForADay, openingIsNoInstant, closedAccountBuys, closedAccountIsGranted
  case closedAccountPaysFees, closedAccountReloads, closedAllowanceServes
  // Corrections, section 14.
  case givesBackToLotsFirst, givesBackInDrawOrder, expiredLotTakesBack, revokedLotTakesBack,
    givenBackIsNotNoticed
  case correctionOwesNothing, correctionIgnoresItsScope, correctionCountsAgainstCaps,
    correctionsBeforeDeliveries
  // Reservations, section 15.
  case reservationRefusesEquality, reservationWithoutItsCost, nothingIsHeldBack, othersIgnoreWhatIsHeld
  case heldASecondLonger, heldFromEverybody, heldEndIsNoInstant
  // More of section 11.
  case openPurchasesAreForgotten, openPurchasesNeverTurn, openReloadsAreForgotten, openTransitIsNobodys
}
