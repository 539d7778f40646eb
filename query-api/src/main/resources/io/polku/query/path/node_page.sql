multiIf(
        name != 'page_view', '',
        path = '', 'epage_view',
        concat('p', {{page}}))
