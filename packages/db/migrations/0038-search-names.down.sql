drop index if exists accounts_name_grams;
