package dev.handoff.store.jdbc.internal;

import java.util.Locale;
import java.util.Set;

/** Words that can't name a table without quotes in at least one of the tested databases. */
final class ReservedWords {

    private static final Set<String> ALL = Set.of("""
            _rowid_ accessible add all alter analyse analyze and any array as asc asensitive asymmetric at
            authorization autoincrement before between bigint binary blob both by call cascade case cast change char
            character check coalesce collate collation column commit concurrently condition constraint continue
            convert corresponding count create cross cube cume_dist current_catalog current_date current_path
            current_role current_schema current_time current_timestamp current_user cursor databases day day_hour
            day_microsecond day_minute day_second dec decimal declare default deferrable delayed delete
            delete_domain_id dense_rank desc describe deterministic distinct distinctrow div do do_domain_ids double
            drop dual each else elseif enclosed end escape escaped every except exists exit explain extract false
            fetch first_value float float4 float8 for force foreign freeze from full fulltext grant group grouping
            having high_priority hour hour_microsecond hour_minute hour_second if ignore ignore_domain_ids ilike in
            index infile initially inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect
            interval into is isnull iterate join json_arrayagg json_objectagg key keys kill lag lateral lead leading
            leave left like limit linear lines load localtime localtimestamp lock long longblob longtext loop
            low_priority master_demote_to_replica master_demote_to_slave master_ssl_verify_server_cert match max
            maxvalue mediumblob mediumint mediumtext middleint min minus minute minute_microsecond minute_second mod
            modifies month natural no_write_to_binlog not nothing notnull nth_value ntile null nullif numeric offset
            on only optimize optionally or order out outer outfile over overlaps page_checksum parse_vcol_expr
            partition percent_rank percentile_cont percentile_disc placing portion position precision primary
            procedure purge qualify range rank read read_write reads real recursive ref_system_id references regexp
            release rename repeat replace require resignal restrict return returning revoke right rlike rollup row
            row_number rownum rows schemas second second_microsecond select sensitive separator session_user set show
            signal similar smallint some spatial specific sql sql_after_gtids sql_before_gtids sql_big_result
            sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting stats_auto_recalc
            stats_persistent stats_sample_pages stddev_pop stddev_samp straight_join substring sum symmetric
            system_user table tablesample terminated then tinyblob tinyint tinytext to trailing transaction trigger
            trim true uescape undo union unique unknown unlock unnest unsigned update usage use user using utc_date
            utc_time utc_timestamp value values var_pop var_samp varbinary varchar varcharacter variadic varying
            verbose when where while window with write xor year year_month zerofill
            """.strip().split("[ \n]+"));

    private ReservedWords() {}

    static boolean contains(String identifier) {
        return ALL.contains(identifier.toLowerCase(Locale.ROOT));
    }
}
