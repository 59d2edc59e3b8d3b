/// The tables of this folder, compiled in, by file name. Nothing in this file is of one provider: the folder
/// of a new one begins with a copy of it.

public let tables: [String: [UInt8]] = [
  "card.csv": PackageResources.card_csv,
  "models.csv": PackageResources.models_csv,
  "prices.csv": PackageResources.prices_csv,
  "parameters.csv": PackageResources.parameters_csv,
  "tokenizers.csv": PackageResources.tokenizers_csv,
  "facts.csv": PackageResources.facts_csv,
  "tiers.csv": PackageResources.tiers_csv,
  "limits.csv": PackageResources.limits_csv,
  "classes.csv": PackageResources.classes_csv,
  "plans.csv": PackageResources.plans_csv,
  "validity.csv": PackageResources.validity_csv,
  "caps.csv": PackageResources.caps_csv,
  "caveats.csv": PackageResources.caveats_csv,
]
