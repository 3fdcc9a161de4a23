drop index desk_sales_holder_grams;
