/// The keys of replay cases (docs/replay-case.md). A request's keys are also the columns of an event file.

import Documents
import Ledger
import Pricing
import Providers
import Quantities

package struct CaseKeys: KeyGroup {
  package let version = NodeKey.version("lotwise")
  package let title = Key<String>("title", .text, "The title that reports show.", absent: "the file's name")
  package let rule = RuleNoteKeys.key
  package let start = Key<Instant>(
    "start", .instant, "Nothing happens before this instant.", absent: "the earliest instant in the case")
  package let end = Key<Instant>(
    "end", .instant, "The state is read after this instant.", absent: "after the last event")
  package let rates = ratesKey
  package let rounding = roundingKey
  package let tax = taxKey
  package let billingCycle = Key<Instant>(
    "billing cycle", .instant, "The anchor of the subscription's monthly cycle.", absent: "the start")
  package let switches = Keys.switches
  package let openingDebt = DefaultKey<Nanodollars>(
    "opening debt", .money, "What is owed at the start; the first lot repays it.", default: "$0.00")
  package let blockedWork = BlockedWorkKeys.key
  package let state = StateKeys.key
  package let lots = RecordKey("lots", .named(.lot), "What is bought, given or held, by name.")
  package let triggers = Keys.triggers
  package let limits = Keys.limits
  package let credits = Keys.credits
  package let events = RecordKey("events", .list(.event), "What happens to lots, in any order.")
  package let corrections = CorrectionKeys.key
  package let requests = RecordKey("requests", .list(.request), "What is used, in any order.")
  package let requestsFile = Key<String>(
    "requests file", .text, "In place of `requests`: a .csv, .jsonl or .ndjson file beside the case.",
    like: "usage.csv")
}

let ratesKey = NodeKey(
  "rates", .text, "The built-in card, or a card of your own beside the file.", absent: Provider.standard.name)
let roundingKey = DefaultKey<Rounding>(
  "rounding", .name, "How a request's charge is rounded to the nano-dollar.",
  default: Rounding.nearestEven.rawValue)
let taxKey = DefaultKey<Ratio>(
  "tax", .share, "The tax on every purchase and fee that states none of its own.", default: "0%")

package struct EventKeys: KeyGroup {
  package let at = RequiredKey<Instant>("at", .instant, "When it happens.")
  package let revoke = Key<String>("revoke", .text, "The lot that is taken away.")
  package let void = Key<String>(
    "void", .text, "The lot that is given up by agreement, which is the same to the ledger.")
  package let amount = Key<Nanodollars>(
    "amount", .moneyAboveZero, "How much of it.", absent: "all that is left")
  package let takesOtherLots = DefaultKey<Bool>(
    "takes other lots", .yesNo, "Whether the account's other lots go with it.", default: "no")
  package let closesAccount = DefaultKey<Bool>(
    "closes account", .yesNo, "Whether the provider closes the account with it.", default: "no")
  package let closedFor = Key<Int64>(
    "closed for", .secondsAboveZero, "How long it then stays closed.", absent: "for good", like: "14 days")
}

package struct RequestKeys: KeyGroup {
  package let at = RequiredKey<Instant>("at", .instant, "When it comes.")
  package let amount = Key<Nanodollars>(
    "amount", .money, "What it costs, in dollars at list price; or state `model` and its tokens.")
  package let model = Key<String>(
    "model", .text, "A model of the card; beside `amount` it is for scopes only.",
    like: Provider.standard.exampleModel)
  package let input = DefaultKey<Int64>("input", .tokens, "Its uncached input.", default: "0")
  package let output = DefaultKey<Int64>("output", .tokens, "Its output.", default: "0")
  package let cacheRead = DefaultKey<Int64>("cache read", .tokens, "What is read from a cache.", default: "0")
  package let cacheWrite5m = DefaultKey<Int64>(
    "cache write 5m", .tokens, "What is written to the five-minute cache.", default: "0")
  package let cacheWrite1h = DefaultKey<Int64>(
    "cache write 1h", .tokens, "What is written to the one-hour cache.", default: "0")
  package let batch = DefaultKey<Bool>("batch", .yesNo, "Whether it is sent in a batch.", default: "no")
  package let fast = DefaultKey<Bool>("fast", .yesNo, "Whether it is sent in fast mode.", default: "no")
  package let usOnly = DefaultKey<Bool>(
    "us only", .yesNo, "Whether its inference stays in the US.", default: "no")
  package let webSearches = DefaultKey<Int>(
    "web searches", .whole(0...1_000_000_000), "How many web searches succeeded.", default: "0")
  package let codeExecution = DefaultKey<Int64>(
    "code execution", .seconds, "The container time that is billed.", default: "0 s")
  package let channel = DefaultKey<Channel>(
    "channel", .name, "How it signs in.", default: Channel.apiKey.rawValue)
  package let status = DefaultKey<Request.Status>("status", .status, "How it ended.", default: "served")
  package let person = Key<Int>(
    "person", .whole(1...mostPeople), "Whose it is, by number: the first person gets the first seat.",
    absent: "nobody's in particular")
  package let reserves = Key<Nanodollars>(
    "reserves", .money, "The credit that it reserves while it runs, with its own cost.", absent: "nothing")
  package let runs = Key<Int64>(
    "runs", .secondsAboveZero, "How long it runs; with `reserves`.", like: "40 s")
  package let repeats = Keys.repeats
}

extension Table {
  package static let replayCase = Table("case", Keys.replayCase)
  package static let event = Table("event", Keys.event, isExplained: false)
  // A case may list a million.
  package static let request = Table("request", Keys.request, isExplained: false)
}
