INSERT INTO category_name VALUES ('a/b', 'zh-CN', '甲乙', 'staff-ed', 1700000000000);
